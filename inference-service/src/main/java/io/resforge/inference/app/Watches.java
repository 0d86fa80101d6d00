package io.resforge.inference.app;

import io.grpc.ClientInterceptor;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.resforge.client.channel.Address;
import io.resforge.client.channel.BearerToken;
import io.resforge.client.channel.TlsSettings;
import io.resforge.inference.classify.PredictionIds;
import io.resforge.inference.rollout.ModelDiscovery;
import io.resforge.inference.rollout.ModelWatch;
import io.resforge.inference.rollout.OnDemandModels;
import io.resforge.inference.rollout.PollSchedule;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.promotion.FeedbackKey;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.v1.RegistryServiceGrpc;
import io.resforge.v1.WatchChampionRequest;
import io.resforge.v1.WatchChampionResponse;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The watches of all models. Each has a thread of its own, so that a model that is slow to load holds up no other. */
public final class Watches {

    private final Map<String, ModelWatch> byModel = new ConcurrentHashMap<>();

    private final Optional<ChampionPush> push;
    private final Optional<KeyFetch> key;
    private Optional<ModelDiscovery> discovery = Optional.empty();
    private Optional<OnDemandModels> onDemand = Optional.empty();
    private Optional<ExecutorService> loaders = Optional.empty();
    private boolean closed;

    /**
     * @param key gets the key that servers share; empty where a setting gives it
     * @param registry creates the push client for a callback; empty where promotions are only polled
     */
    Watches(
            Map<String, ModelWatch> byModel,
            Optional<KeyFetch> key,
            Optional<Function<Consumer<String>, ChampionPush>> registry) {
        this.byModel.putAll(byModel);
        this.key = key;
        this.push = registry.map(
                connect -> connect.apply(model -> this.byModel.get(model).lookNow()));
    }

    /** Has models looked for that are not watched yet. */
    void discover(ModelDiscovery models) {
        this.discovery = Optional.of(models);
    }

    /** Has models served on demand. */
    void serveOnDemand(OnDemandModels models, ExecutorService loadingThem) {
        this.onDemand = Optional.of(models);
        this.loaders = Optional.of(loadingThem);
    }

    void start() {
        key.ifPresent(KeyFetch::start);
        byModel.values().forEach(ModelWatch::start);
        push.ifPresent(it -> it.start(List.copyOf(byModel.keySet())));
        discovery.ifPresent(ModelDiscovery::start);
        onDemand.ifPresent(OnDemandModels::start);
    }

    /** Watches one more model from now on, unless the server goes down. */
    synchronized void add(String model, ModelWatch watch) {
        if (closed) {
            return;
        }
        byModel.put(model, watch);
        watch.start();
        push.ifPresent(it -> it.start(List.of(model)));
    }

    /** Looks at once for what to serve of a model, and tries refused versions again. */
    void retryRefused(String model) {
        byModel.get(model).retryRefused();
    }

    /** Stops all watches, and waits for the looks that are under way: for all of them together as long as this. */
    void close(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        beginNoMore();
        discovery.ifPresent(ModelDiscovery::close);
        onDemand.ifPresent(OnDemandModels::close);
        loaders.ifPresent(ExecutorService::shutdown);
        push.ifPresent(ChampionPush::close);
        key.ifPresent(KeyFetch::close);
        byModel.values().forEach(ModelWatch::stop);
        for (ModelWatch watch : byModel.values()) {
            watch.awaitEnd(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        }
        if (loaders.isPresent()
                && !loaders.get().awaitTermination(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
            loaders.get().shutdownNow();
        }
    }

    private synchronized void beginNoMore() {
        closed = true;
    }

    /** Gets the key of prediction ids that all servers of a store share, as often as it takes. */
    static final class KeyFetch implements AutoCloseable {

        private static final System.Logger LOG = System.getLogger("resforge");

        private final ObjectStore store;
        private final PredictionIds ids;
        private final PollSchedule schedule;
        private final Thread thread = Thread.ofVirtual().name("resforge-key").unstarted(this::run);
        private String told = "";

        KeyFetch(ObjectStore store, PredictionIds ids, PollSchedule schedule) {
            this.store = store;
            this.ids = ids;
            this.schedule = schedule;
        }

        void start() {
            thread.start();
        }

        private void run() {
            try {
                for (int failures = 1; !fetched(); failures++) {
                    Thread.sleep(schedule.next(failures));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the server goes down
            }
        }

        private boolean fetched() {
            try {
                ids.share(FeedbackKey.obtain(store));
                return true;
            } catch (StoreFailure | DamagedObject e) {
                if (!e.getMessage().equals(told)) {
                    told = e.getMessage();
                    LOG.log(
                            Level.WARNING,
                            "for now feedback is taken only by the server that predicted, since they share no key: "
                                    + told);
                }
                return false;
            }
        }

        @Override
        public void close() {
            thread.interrupt();
        }
    }

    /**
     * Is told of promotions by the control plane's {@code WatchChampion}, so that a new champion need not wait for the
     * next poll. It only makes the watch look: what counts is what the store says.
     */
    static final class ChampionPush implements AutoCloseable {

        private static final System.Logger LOG = System.getLogger("resforge");

        private static final Pattern WITH_SCHEME = Pattern.compile("(grpc|http)s?://", Pattern.CASE_INSENSITIVE);

        private final String target;
        private final ManagedChannel channel;
        private final PollSchedule schedule;
        private final Consumer<String> look;
        private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("resforge-push").daemon().factory());

        /**
         * @param target the control plane, such as {@code trainer:9001} or {@code grpcs://trainer:9001}
         * @param tls what TLS is spoken with, where the target asks for it
         * @param token what proves who follows; none where the certificate does, or where nothing must
         * @param schedule when to try again after failures
         */
        public ChampionPush(
                String target,
                TlsSettings tls,
                Optional<BearerToken> token,
                PollSchedule schedule,
                Consumer<String> look) {
            this.target = target;
            this.channel = channel(target, tls)
                    .keepAliveTime(1, TimeUnit.MINUTES)
                    .intercept(token.stream().<ClientInterceptor>map(it -> it).toList())
                    .build();
            this.schedule = schedule;
            this.look = look;
            thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        }

        private ManagedChannelBuilder<?> channel(String address, TlsSettings tls) {
            if (WITH_SCHEME.matcher(address).lookingAt()) {
                Address server = Address.parse(address);
                return Grpc.newChannelBuilder(server.toString(), tls.to(List.of(server), thread));
            }
            // A target of gRPC's own, such as dns:///trainer:9001.
            return Grpc.newChannelBuilder(address, InsecureChannelCredentials.create());
        }

        /** Follows the promotions of these models. */
        public void start(List<String> models) {
            models.forEach(model -> follow(model, new AtomicInteger()));
        }

        private void follow(String model, AtomicInteger failures) {
            WatchChampionRequest request =
                    WatchChampionRequest.newBuilder().setModel(model).build();
            StreamObserver<WatchChampionResponse> promotions = new StreamObserver<>() {
                @Override
                public void onNext(WatchChampionResponse promotion) {
                    failures.set(0);
                    look.accept(model);
                }

                @Override
                public void onError(Throwable failure) {
                    if (failures.getAndIncrement() == 0 && !thread.isShutdown()) {
                        LOG.log(
                                Level.INFO,
                                "promotions of " + model + " are not pushed from " + target
                                        + " at the moment, they are polled: " + failure.getMessage());
                    }
                    again(model, failures);
                }

                @Override
                public void onCompleted() {
                    failures.incrementAndGet();
                    again(model, failures);
                }
            };
            try {
                // Of no call's context: the stream outlives whatever started it.
                Context.ROOT.run(() -> RegistryServiceGrpc.newStub(channel).watchChampion(request, promotions));
            } catch (RuntimeException | Error e) { // such as of no room for one more thread
                promotions.onError(e);
            }
        }

        private void again(String model, AtomicInteger failures) {
            try {
                long nanos = schedule.next(failures.get()).toNanos();
                thread.schedule(() -> follow(model, failures), nanos, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                // The server goes down: nothing is followed any more.
            }
        }

        @Override
        public void close() {
            thread.shutdown();
            channel.shutdownNow();
        }
    }
}
