package io.resforge.inference.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.resforge.inference.models.ReloadListener;
import io.resforge.inference.settings.InferenceConfig;
import io.resforge.registry.store.StoreObserver;
import io.resforge.support.StoreMetrics;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;

/** Makes the parts that measure. */
@Singleton
public class MeterFactory {

    private final MeterRegistry registry;
    private final ServingMetrics serving;
    private final StoreMetrics store;

    MeterFactory(MeterRegistry registry) {
        this.registry = registry;
        this.serving = new ServingMetrics(registry);
        this.store = new StoreMetrics(registry);
        FunctionCounter.builder(MeterNames.OBSERVER_FAILURES, this, any -> ObserverFailures.count())
                .description("Times that a meter, a trace or the log of predictions failed; no call did for it")
                .register(registry);
    }

    /**
     * Measures what happens to images.
     *
     * @param rejections the reasons why calls get no answer: each is counted from the beginning
     */
    public ServingObserver serving(Collection<String> rejections) {
        rejections.forEach(serving::rejections);
        return serving;
    }

    /**
     * Measures the reloads of these models, each from the beginning.
     *
     * @param models the names of those that are served
     */
    public ReloadListener reloads(Collection<String> models) {
        return new ReloadMetrics(registry, serving, models);
    }

    /** Measures calls to the store. */
    public StoreObserver store() {
        return store;
    }

    /**
     * Every series says which model the server is for, those of calls and of memory too; those of other models that it
     * serves name these.
     */
    @Produces
    @Singleton
    static MeterFilter model(InferenceConfig config) {
        return MeterFilter.commonTags(Tags.of("model", config.model()));
    }

    /** No label of a caller's making. */
    @Produces
    @Singleton
    static MeterFilter labels() {
        return new HttpLabels();
    }

    /** Histogram buckets. */
    @Produces
    @Singleton
    MeterFilter buckets() {
        return new Buckets();
    }

    /**
     * Measures the queue, and what is borrowed by calls that wait in it or are computed.
     *
     * @param leases versions that calls hold in memory
     * @param depth images that wait
     * @param capacity most images that may wait
     */
    public void watchQueue(Supplier<Number> leases, Supplier<Number> depth, Supplier<Number> capacity) {
        Gauge.builder(MeterNames.LEASES, leases)
                .description("Calls and copies of calls that hold a version in memory")
                .register(registry);
        Gauge.builder(MeterNames.QUEUE, depth)
                .description("Images that wait, from arrival to a worker's taking them")
                .register(registry);
        Gauge.builder(MeterNames.QUEUE_CAPACITY, capacity)
                .description("Most images that may wait; calls with more are refused")
                .register(registry);
    }

    /** Measures the connections to both ports. */
    public void watchConnections(Supplier<Number> open) {
        Gauge.builder(MeterNames.CONNECTIONS, open)
                .description("Connections to both ports, those that never asked for anything too")
                .register(registry);
    }

    /**
     * Measures memory that calls hold.
     *
     * @param kind {@code requests} or {@code pixels}
     */
    public void watchMemory(String kind, Supplier<Number> held, Supplier<Number> capacity) {
        Gauge.builder(MeterNames.HELD, held)
                .description("Memory that calls hold: bytes of requests, and images while they are decoded")
                .baseUnit(BaseUnits.BYTES)
                .tag("of", kind)
                .register(registry);
        Gauge.builder(MeterNames.HELD_CAPACITY, capacity)
                .description("Most memory that calls may hold; calls that need more are refused")
                .baseUnit(BaseUnits.BYTES)
                .tag("of", kind)
                .register(registry);
    }

    /** Gives histograms the buckets that fit what they measure, so that percentiles can be taken over many servers. */
    static final class Buckets implements MeterFilter {

        private static final String GRPC = "grpc.server.processing.duration";

        /** From a single image on an idle server to a call that waits in a full queue. */
        private static final double[] SHORT_SECONDS = {
            .0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5
        };

        private static final double[] LONG_SECONDS = {.05, .1, .25, .5, 1, 2.5, 5, 10, 30};
        /** A share of chance for ten classes is .1; most answers of a good model lie close to 1. */
        private static final double[] PROBABILITIES = {.1, .2, .3, .4, .5, .6, .7, .8, .9, .95, .99, 1};

        private static final double[] SIZES = {1, 2, 4, 8, 16, 32, 64, 128, 256};

        @Override
        public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
            return switch (id.getName()) {
                case GRPC, MeterNames.STAGE, MeterNames.STORE, MeterNames.SHADOW_LATENCY, MeterNames.CANARY_LATENCY ->
                    with(nanos(SHORT_SECONDS), config);
                case MeterNames.LOAD -> with(nanos(LONG_SECONDS), config);
                case MeterNames.BATCH_SIZE -> with(SIZES, config);
                case MeterNames.CONFIDENCE -> with(PROBABILITIES, config);
                default -> config; // the framework's own meters
            };
        }

        private static DistributionStatisticConfig with(double[] buckets, DistributionStatisticConfig config) {
            return DistributionStatisticConfig.builder()
                    .serviceLevelObjectives(buckets)
                    .build()
                    .merge(config);
        }

        private static double[] nanos(double[] seconds) {
            double nanosPerSecond = Duration.ofSeconds(1).toNanos();
            return DoubleStream.of(seconds).map(s -> s * nanosPerSecond).toArray();
        }
    }
}
