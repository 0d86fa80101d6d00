package io.resforge.inference.app;

import io.netty.channel.EventLoopGroup;
import io.quarkus.grpc.GrpcService;
import io.quarkus.netty.MainEventLoopGroup;
import io.quarkus.runtime.configuration.MemorySize;
import io.resforge.inference.batching.BatchLimits;
import io.resforge.inference.batching.Batcher;
import io.resforge.inference.batching.Decoders;
import io.resforge.inference.batching.RequestBudget;
import io.resforge.inference.canary.CanaryWatch;
import io.resforge.inference.catalog.ServedModel;
import io.resforge.inference.catalog.ServedModels;
import io.resforge.inference.classify.ClassifyService;
import io.resforge.inference.classify.PredictionIds;
import io.resforge.inference.classify.RequestRules;
import io.resforge.inference.config.InferenceConfig;
import io.resforge.inference.config.ModelKeys;
import io.resforge.inference.config.ModelsConfig;
import io.resforge.inference.edge.CallDrain;
import io.resforge.inference.engine.EngineFactory;
import io.resforge.inference.engine.Engines;
import io.resforge.inference.feedback.FeedbackService;
import io.resforge.inference.grpc.ChampionPush;
import io.resforge.inference.health.GrpcHealth;
import io.resforge.inference.loader.CheckpointFiles;
import io.resforge.inference.loader.DiskCache;
import io.resforge.inference.loader.Loader;
import io.resforge.inference.loader.MemoryBudget;
import io.resforge.inference.metrics.MeterFactory;
import io.resforge.inference.oip.Repository;
import io.resforge.inference.oip.ServerFacts;
import io.resforge.inference.oip.TensorService;
import io.resforge.inference.policy.ModelPolicy;
import io.resforge.inference.slot.ModelSlot;
import io.resforge.inference.start.StartClock;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.inference.watcher.PollSchedule;
import io.resforge.inference.watcher.ReloadListener;
import io.resforge.inference.watcher.ReloadListeners;
import io.resforge.inference.watcher.WatchThread;
import io.resforge.inference.watcher.Watching;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.ObservedStore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Puts the parts together. None of them knows of the framework. */
@Singleton
public class ServiceParts {

    /** Requests and pixels get one share each; the rest is for what computes, for versions that are loaded and for copies. */
    private static final int HEAP_SHARES = 4;

    private static final int LEAST_KEY = 32;

    private final InferenceConfig config;
    private final List<ModelPolicy> policies;
    private final int processors = Runtime.getRuntime().availableProcessors();
    private final Clock clock = Clock.systemUTC();

    ServiceParts(InferenceConfig config, ModelsConfig models) {
        ModelKeys.check(ConfigProvider.getConfig().getPropertyNames());
        this.config = config;
        this.policies = PolicySettings.of(config.model(), models.models());
    }

    @Produces
    @Singleton
    ServedModels models() {
        return new ServedModels(policies.stream()
                .map(policy -> new ServedModel(policy.model(), new ModelSlot(), new CanaryWatch()))
                .toList());
    }

    @Produces
    @Singleton
    Batcher batcher(ServingObserver observer, MeterFactory metrics) {
        InferenceConfig.Batching batching = config.batching();
        int workers = batching.workers().orElse(processors);
        Batcher batcher = Batcher.start(
                new BatchLimits(batching.maxSize(), batching.maxDelay(), batching.queueCapacity(), workers), observer);
        metrics.watch(batcher);
        return batcher;
    }

    /** The key is never told, also not where it is wrong. */
    @Produces
    @Singleton
    PredictionIds ids() {
        PredictionIds ids = new PredictionIds(clock);
        config.feedback().key().ifPresent(key -> {
            if (key.length() < LEAST_KEY) {
                throw new IllegalArgumentException(
                        "resforge.feedback.key must have at least " + LEAST_KEY + " characters, had " + key.length());
            }
            ids.share(key.getBytes(StandardCharsets.UTF_8));
        });
        return ids;
    }

    @Produces
    @Singleton
    ClassifyService classifying(
            ServedModels models, Batcher batcher, RequestBudget budget, PredictionIds ids, ServingObserver observer) {
        int maxImages = config.limits().maxImages();
        if (config.batching().queueCapacity() < maxImages) {
            throw new IllegalArgumentException(
                    "resforge.batching.queue-capacity must be at least resforge.limits.max-images, " + maxImages
                            + ", was " + config.batching().queueCapacity());
        }
        int decoders = config.limits().decoders().orElse(processors);
        return new ClassifyService(
                new RequestRules(maxImages), models, batcher, Decoders.start(decoders, budget.pixels()), ids, observer);
    }

    @Produces
    @Singleton
    RequestBudget requestBudget(MeterFactory metrics) {
        long share = Math.ceilDiv(Runtime.getRuntime().maxMemory(), HEAP_SHARES);
        RequestBudget budget = new RequestBudget(
                config.limits().requestBytes().map(MemorySize::asLongValue).orElse(share),
                config.limits().pixelBytes().map(MemorySize::asLongValue).orElse(share));
        metrics.watch(budget);
        return budget;
    }

    @Produces
    @Singleton
    FeedbackService feedback(ServedModels models, PredictionIds ids, ServingObserver observer) {
        return new FeedbackService(models, ids, observer);
    }

    @Produces
    @Singleton
    TensorService tensors(ClassifyService classifying, ServedModels models, Watches watches) {
        return new TensorService(
                classifying,
                new Repository(models, watches::retryRefused),
                config.limits().maxImages());
    }

    @Produces
    @Singleton
    ServerFacts facts(@ConfigProperty(name = "quarkus.application.version") String version) {
        return new ServerFacts(version);
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
    Engines engines(StartClock start) {
        return EngineFactory.of(config.engine(), config.batching().maxSize(), config.cache(), start);
    }

    @Produces
    @Singleton
    MemoryBudget budget() {
        return new MemoryBudget(config.memoryBudget()
                .map(size -> OptionalLong.of(size.asLongValue()))
                .orElse(OptionalLong.empty()));
    }

    @Produces
    @Singleton
    Watches watches(
            ServedModels models,
            Engines engines,
            MemoryBudget budget,
            MeterFactory metrics,
            PredictionIds ids,
            StartClock start,
            @GrpcService GrpcHealth health,
            @MainEventLoopGroup EventLoopGroup eventLoops) {
        ObjectStore store = ObservedStore.of(ObjectStore.open(config.store()), metrics.store());
        ReloadListener all = new ReloadListeners(
                new ReloadLog(models, store.toString()),
                models,
                metrics.reloads(),
                health,
                new StartLog(start, models),
                new EventLoopTimeSlices(eventLoops));
        DiskCache cache = new DiskCache(CacheLocation.open(config.cache(), config.store(), config.model(), all), clock);
        CheckpointFiles files = new CheckpointFiles(new Checkpoints(store, clock), cache);
        Loader loader = new Loader(files, engines, budget, clock);
        Watching watching = new Watching(store, files, cache, loader, budget, clock);
        Map<String, WatchThread> threads = policies.stream()
                .collect(Collectors.toMap(
                        ModelPolicy::model,
                        policy -> watch(policy, models.model(policy.model()), watching, engines, all)));
        Optional<KeyFetch> key = config.feedback().key().isPresent()
                ? Optional.empty()
                : Optional.of(new KeyFetch(store, ids, schedule()));
        return new Watches(
                threads,
                key,
                config.watch().registry().map(target -> look -> new ChampionPush(target, schedule(), look)));
    }

    private WatchThread watch(
            ModelPolicy policy, ServedModel model, Watching watching, Engines engines, ReloadListener listener) {
        return new WatchThread(
                policy.model(),
                watching.watcher(policy, model.slot(), model.canary(), schedule(), listener),
                engines,
                listener);
    }

    private PollSchedule schedule() {
        return new PollSchedule(config.watch().interval(), config.watch().maxBackoff(), RandomGenerator.getDefault());
    }
}
