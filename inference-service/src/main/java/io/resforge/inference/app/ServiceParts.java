package io.resforge.inference.app;

import io.quarkus.runtime.configuration.MemorySize;
import io.resforge.inference.api.CallDrain;
import io.resforge.inference.batching.Batcher;
import io.resforge.inference.batching.Batcher.BatchLimits;
import io.resforge.inference.batching.Decoders;
import io.resforge.inference.batching.RequestBudget;
import io.resforge.inference.classify.ClassifyService;
import io.resforge.inference.classify.ClassifyService.RequestRules;
import io.resforge.inference.classify.ColdCalls;
import io.resforge.inference.classify.ColdCalls.WaitingRules;
import io.resforge.inference.classify.PredictionIds;
import io.resforge.inference.engine.Engines;
import io.resforge.inference.models.Lease;
import io.resforge.inference.models.ServedModels;
import io.resforge.inference.rollout.MemoryBudget;
import io.resforge.inference.settings.InferenceConfig;
import io.resforge.inference.telemetry.MeterFactory;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.inference.telemetry.StartClock;
import io.resforge.registry.signature.Seal;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.ObservedStore;
import io.resforge.support.StartRefusal;
import io.resforge.support.transport.ConnectionLimit;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/** Puts the parts together. None of them knows of the framework. */
@Singleton
public class ServiceParts {

    /** Requests and pixels get one share each; the rest is for computing, loaded versions and copies. */
    private static final int HEAP_SHARES = 4;

    private static final int LEAST_KEY = 32;

    private final InferenceConfig config;
    private final OnDemandConfig onDemand;
    private final int processors = Runtime.getRuntime().availableProcessors();
    private final Clock clock = Clock.systemUTC();

    ServiceParts(InferenceConfig config, OnDemandConfig onDemand) {
        this.config = config;
        this.onDemand = onDemand;
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
    ColdCalls coldCalls(RequestBudget budget, MeterFactory metrics) {
        WaitingRules rules = new WaitingRules(onDemand.longestWait(), onDemand.mostWaiting());
        // Those that wait are not to hold up the others.
        BooleanSupplier hasRoom =
                () -> budget.requests().held() <= budget.requests().capacity() / 2;
        ColdCalls cold = new ColdCalls(rules, hasRoom, metrics.onDemand());
        metrics.watchColdCalls(cold::waiting);
        return cold;
    }

    @Produces
    @Singleton
    ClassifyService classifying(
            ServedModels models,
            ColdCalls cold,
            Batcher batcher,
            Decoders decoders,
            PredictionIds ids,
            ServingObserver observer) {
        return new ClassifyService(
                new RequestRules(config.limits().maxImages()), models, cold, batcher, decoders, ids, observer);
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
}
