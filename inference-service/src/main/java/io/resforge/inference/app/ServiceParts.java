package io.resforge.inference.app;

import io.netty.channel.EventLoopGroup;
import io.quarkus.grpc.GrpcService;
import io.quarkus.netty.MainEventLoopGroup;
import io.quarkus.runtime.configuration.MemorySize;
import io.resforge.client.channel.BearerToken;
import io.resforge.client.channel.TlsSettings;
import io.resforge.inference.api.CallDrain;
import io.resforge.inference.api.GrpcHealth;
import io.resforge.inference.app.ModelEnvironment.ModelKeys;
import io.resforge.inference.app.ModelsConfig.PolicySettings;
import io.resforge.inference.app.ReloadLog.StartLog;
import io.resforge.inference.app.Watches.ChampionPush;
import io.resforge.inference.app.Watches.KeyFetch;
import io.resforge.inference.batching.Batcher;
import io.resforge.inference.batching.Batcher.BatchLimits;
import io.resforge.inference.batching.Decoders;
import io.resforge.inference.batching.RequestBudget;
import io.resforge.inference.classify.ClassifyService;
import io.resforge.inference.classify.ClassifyService.RequestRules;
import io.resforge.inference.classify.PredictionIds;
import io.resforge.inference.engine.Engines;
import io.resforge.inference.models.Lease;
import io.resforge.inference.models.ModelSlot;
import io.resforge.inference.models.ReloadEvent.CacheFailed;
import io.resforge.inference.models.ReloadEvent.ReloadListener;
import io.resforge.inference.models.ServedModels;
import io.resforge.inference.models.ServedModels.ServedModel;
import io.resforge.inference.rollout.CanaryWatch;
import io.resforge.inference.rollout.DiskCache;
import io.resforge.inference.rollout.Loader;
import io.resforge.inference.rollout.MemoryBudget;
import io.resforge.inference.rollout.ModelDiscovery;
import io.resforge.inference.rollout.ModelPolicy;
import io.resforge.inference.rollout.ModelWatch;
import io.resforge.inference.rollout.PollSchedule;
import io.resforge.inference.settings.InferenceConfig;
import io.resforge.inference.telemetry.MeterFactory;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.inference.telemetry.StartClock;
import io.resforge.registry.signature.Seal;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.ObservedStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.support.StartRefusal;
import io.resforge.support.access.AuditLog;
import io.resforge.support.transport.ConnectionLimit;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.ConfigProvider;

/** Puts the parts together. None of them knows of the framework. */
@Singleton
public class ServiceParts {

    /** Requests and pixels get one share each; the rest is for computing, loaded versions and copies. */
    private static final int HEAP_SHARES = 4;

    private static final int LEAST_KEY = 32;
    private static final Duration LOOK_FOR_MODELS = Duration.ofSeconds(2);

    private final InferenceConfig config;
    private final List<ModelPolicy> policies;
    private final Map<String, CanaryWatch> trials;
    private final int processors = Runtime.getRuntime().availableProcessors();
    private final Clock clock = Clock.systemUTC();

    ServiceParts(InferenceConfig config, ModelsConfig models) {
        StartRefusal.unless(
                "resforge.models",
                () -> ModelKeys.check(ConfigProvider.getConfig().getPropertyNames()));
        this.config = config;
        this.policies =
                StartRefusal.unless("resforge.models", () -> PolicySettings.of(config.model(), models.models()));
        this.trials = new ConcurrentHashMap<>();
        policies.forEach(policy -> trials.put(policy.model(), new CanaryWatch()));
    }

    @Produces
    @Singleton
    ServedModels models() {
        return new ServedModels(policies.stream()
                .map(policy -> new ServedModel(policy.model(), new ModelSlot(), trials.get(policy.model())))
                .toList());
    }

    @Produces
    @Singleton
    Batcher batcher(ServingObserver observer, MeterFactory metrics) {
        InferenceConfig.Batching batching = config.batching();
        int workers = batching.workers().orElse(processors);
        int maxImages = config.limits().maxImages();
        if (batching.queueCapacity() < maxImages) {
            throw StartRefusal.of("resforge.batching.queue-capacity must be at least resforge.limits.max-images, "
                    + maxImages + ", was " + batching.queueCapacity());
        }
        BatchLimits limits = StartRefusal.unless(
                "resforge.batching",
                () -> new BatchLimits(batching.maxSize(), batching.maxDelay(), batching.queueCapacity(), workers));
        Batcher batcher = Batcher.start(limits, observer);
        metrics.watchQueue(Lease::countOpen, batcher::depth, batcher::capacity);
        return batcher;
    }

    /** The key is never told, also not where it is wrong. */
    @Produces
    @Singleton
    PredictionIds ids() {
        PredictionIds ids = new PredictionIds(clock);
        config.feedback().key().ifPresent(key -> {
            if (key.length() < LEAST_KEY) {
                throw StartRefusal.of(
                        "resforge.feedback.key must have at least " + LEAST_KEY + " characters, had " + key.length());
            }
            ids.share(key.getBytes(StandardCharsets.UTF_8));
        });
        return ids;
    }

    @Produces
    @Singleton
    Decoders decoders(RequestBudget budget) {
        return Decoders.start(config.limits().decoders().orElse(processors), budget.pixels());
    }

    /** Where versions are published. */
    @Produces
    @Singleton
    ObjectStore store(MeterFactory metrics) {
        return ObservedStore.of(ObjectStore.open(config.store()), metrics.store());
    }

    @Produces
    @Singleton
    Seal seal() {
        return StartRefusal.unless(
                "resforge.signing-key, trusted-keys, require-signature",
                () -> Seal.of(config.signingKey(), config.trustedKeys().orElse(List.of()), config.requireSignature()));
    }

    @Produces
    @Singleton
    ClassifyService classifying(
            ServedModels models, Batcher batcher, Decoders decoders, PredictionIds ids, ServingObserver observer) {
        return new ClassifyService(
                new RequestRules(config.limits().maxImages()), models, batcher, decoders, ids, observer);
    }

    @Produces
    @Singleton
    RequestBudget requestBudget(MeterFactory metrics) {
        long share = Math.ceilDiv(Runtime.getRuntime().maxMemory(), HEAP_SHARES);
        RequestBudget budget = StartRefusal.unless(
                "resforge.limits",
                () -> new RequestBudget(
                        config.limits()
                                .requestBytes()
                                .map(MemorySize::asLongValue)
                                .orElse(share),
                        config.limits()
                                .pixelBytes()
                                .map(MemorySize::asLongValue)
                                .orElse(share)));
        metrics.watchMemory("requests", budget.requests()::held, budget.requests()::capacity);
        metrics.watchMemory("pixels", budget.pixels()::held, budget.pixels()::capacity);
        metrics.watchConnections(ConnectionLimit::open);
        return budget;
    }

    @Produces
    @Singleton
    CallDrain calls() {
        return new CallDrain();
    }

    @Produces
    @Singleton
    StartClock clock() {
        return InferenceMain.clock().orElseGet(StartClock::ofThisProcess);
    }

    @Produces
    @Singleton
    Engines engines() {
        OptionalDouble int8 =
                config.int8().enabled() ? OptionalDouble.of(config.int8().mostLostPoints()) : OptionalDouble.empty();
        return StartRefusal.unless(
                "resforge.engine, device",
                () -> Engines.of(
                        config.engine(), config.device(), config.batching().maxSize(), config.cache(), int8));
    }

    @Produces
    @Singleton
    MemoryBudget budget() {
        return StartRefusal.unless(
                "resforge.memory-budget",
                () -> new MemoryBudget(config.memoryBudget()
                        .map(size -> OptionalLong.of(size.asLongValue()))
                        .orElse(OptionalLong.empty())));
    }

    @Produces
    @Singleton
    Watches watches(
            ServedModels models,
            Engines engines,
            MemoryBudget budget,
            MeterFactory metrics,
            PredictionIds ids,
            ObjectStore store,
            Seal seal,
            StartClock start,
            @GrpcService GrpcHealth health,
            AuditLog audit,
            @MainEventLoopGroup EventLoopGroup eventLoops) {
        ReloadListener all = ReloadListener.all(
                new ReloadLog(models, store.toString()),
                models,
                metrics.reloads(models.names()),
                health,
                new AuditedReloads(audit),
                new StartLog(start, models),
                new EventLoopTimeSlices(eventLoops));
        Loader loader = new Loader(store, diskCache(all, seal), engines, budget, clock, start, seal);
        Function<ModelPolicy, ModelWatch> watch = policy -> new ModelWatch(
                policy,
                models.model(policy.model()).slot(),
                trials.get(policy.model()),
                store,
                loader,
                schedule(),
                clock,
                all);
        Map<String, ModelWatch> byModel = policies.stream().collect(Collectors.toMap(ModelPolicy::model, watch));
        Optional<KeyFetch> key = config.feedback().key().isPresent()
                ? Optional.empty()
                : Optional.of(new KeyFetch(store, ids, schedule()));
        Optional<BearerToken> token = StartRefusal.unless(
                "resforge.watch.registry-token-file",
                () -> config.watch().registryTokenFile().map(BearerToken::ofFile));
        Watches watches = new Watches(
                byModel,
                key,
                config.watch()
                        .registry()
                        .map(target -> look -> StartRefusal.unless(
                                "resforge.watch.registry",
                                () -> new ChampionPush(target, tls(), token, schedule(), look))));
        watches.discover(new ModelDiscovery(
                store, clock, config.discoverModels(), LOOK_FOR_MODELS, model -> serve(model, models, watch, watches)));
        return watches;
    }

    private boolean serve(String model, ServedModels models, Function<ModelPolicy, ModelWatch> watch, Watches watches) {
        trials.computeIfAbsent(model, _ -> new CanaryWatch());
        if (!models.add(new ServedModel(model, new ModelSlot(), trials.get(model)))) {
            return false;
        }
        watches.add(model, watch.apply(ModelPolicy.champion(model)));
        return true;
    }

    private TlsSettings tls() {
        InferenceConfig.Watch watch = config.watch();
        return new TlsSettings(false, watch.registryCa(), watch.registryCertificate(), watch.registryKey());
    }

    private PollSchedule schedule() {
        return StartRefusal.unless(
                "resforge.watch",
                () -> new PollSchedule(
                        config.watch().interval(), config.watch().maxBackoff(), RandomGenerator.getDefault()));
    }

    /**
     * The disk cache lies in a folder of its own for each store, so that no store's models are taken for another's. One
     * that cannot be made is told of, and is of no use until it is there.
     */
    private DiskCache diskCache(ReloadListener listener, Seal seal) {
        String store = config.store().contains(":")
                ? config.store()
                : Path.of(config.store()).toAbsolutePath().normalize().toString();
        UUID folder = UUID.nameUUIDFromBytes(store.getBytes(StandardCharsets.UTF_8));
        String location = config.cache().resolve(folder.toString()).toString();
        try {
            return new DiskCache(ObjectStore.openOrCreate(location), clock, seal);
        } catch (StoreFailure e) {
            listener.on(config.model(), new CacheFailed(e.getMessage()));
            return new DiskCache(ObjectStore.open(location), clock, seal);
        }
    }
}
