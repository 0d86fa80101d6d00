package io.resforge.inference.app;

import io.quarkus.grpc.GrpcService;
import io.resforge.inference.batcher.BatchLimits;
import io.resforge.inference.batcher.Batcher;
import io.resforge.inference.catalog.ServedModels;
import io.resforge.inference.classify.ClassifyService;
import io.resforge.inference.classify.Rules;
import io.resforge.inference.config.ResForgeConfig;
import io.resforge.inference.edge.CallDrain;
import io.resforge.inference.health.GrpcHealth;
import io.resforge.inference.loader.CheckpointFiles;
import io.resforge.inference.loader.DiskCache;
import io.resforge.inference.loader.Engines;
import io.resforge.inference.loader.Loader;
import io.resforge.inference.loader.TorchEngines;
import io.resforge.inference.metrics.Metrics;
import io.resforge.inference.oip.Repository;
import io.resforge.inference.oip.ServerFacts;
import io.resforge.inference.oip.TensorService;
import io.resforge.inference.slot.ModelSlot;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.inference.watcher.ChampionFollower;
import io.resforge.inference.watcher.PollSchedule;
import io.resforge.inference.watcher.ReloadListener;
import io.resforge.inference.watcher.ReloadListeners;
import io.resforge.inference.watcher.Rollout;
import io.resforge.inference.watcher.WatchThread;
import io.resforge.inference.watcher.Watcher;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.ObservedStore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Puts the parts together. None of them knows of the framework. */
@Singleton
public class Parts {

    private final ResForgeConfig config;
    private final int processors = Runtime.getRuntime().availableProcessors();
    private final Clock clock = Clock.systemUTC();

    Parts(ResForgeConfig config) {
        this.config = config;
    }

    @Produces
    @Singleton
    ModelSlot slot() {
        return new ModelSlot();
    }

    @Produces
    @Singleton
    ServedModels models(ModelSlot slot) {
        return new ServedModels(config.model(), slot);
    }

    @Produces
    @Singleton
    Batcher batcher(ServingObserver observer, Metrics metrics) {
        ResForgeConfig.Batching batching = config.batching();
        int workers = batching.workers().orElse(processors);
        Batcher batcher = Batcher.start(
                new BatchLimits(batching.maxSize(), batching.maxDelay(), batching.queueCapacity(), workers), observer);
        metrics.watch(batcher);
        return batcher;
    }

    @Produces
    @Singleton
    ClassifyService classifying(ServedModels models, ModelSlot slot, Batcher batcher, ServingObserver observer) {
        int maxImages = config.limits().maxImages();
        if (config.batching().queueCapacity() < maxImages) {
            throw new IllegalArgumentException(
                    "resforge.batching.queue-capacity must be at least resforge.limits.max-images, " + maxImages
                            + ", was " + config.batching().queueCapacity());
        }
        int decoders = config.limits().decoders().orElse(processors);
        var threads = Thread.ofPlatform().name("resforge-decoder-", 0).daemon().factory();
        return new ClassifyService(
                new Rules(maxImages), models, slot, batcher, Executors.newFixedThreadPool(decoders, threads), observer);
    }

    @Produces
    @Singleton
    TensorService tensors(ClassifyService classifying, ServedModels models) {
        return new TensorService(
                classifying, new Repository(models), config.limits().maxImages());
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
    Engines engines() {
        return new TorchEngines();
    }

    @Produces
    @Singleton
    WatchThread watch(
            ModelSlot slot, ServedModels models, Engines engines, Metrics metrics, @GrpcService GrpcHealth health) {
        String model = config.model();
        ObjectStore store = ObservedStore.of(ObjectStore.open(config.store()), metrics.store());
        ReloadListener all =
                new ReloadListeners(new ReloadLog(model, store.toString(), slot), models, metrics.reloads(), health);
        DiskCache cache = new DiskCache(CacheLocation.open(config.cache(), config.store(), all), clock);
        CheckpointFiles files = new CheckpointFiles(new Checkpoints(store, clock), cache);
        Loader loader = new Loader(files, engines, config.batching().maxSize(), clock);
        Rollout rollout = new Rollout(model, loader, cache, slot, all);
        ChampionFollower follower =
                new ChampionFollower(model, new Promotions(store, clock), files, slot, rollout, all);
        PollSchedule schedule =
                new PollSchedule(config.watch().interval(), config.watch().maxBackoff(), RandomGenerator.getDefault());
        return new WatchThread(new Watcher(follower, rollout, slot, schedule, all), engines, all);
    }
}
