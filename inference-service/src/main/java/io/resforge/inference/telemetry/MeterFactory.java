package io.resforge.inference.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.resforge.inference.models.ReloadEvent.ReloadListener;
import io.resforge.inference.settings.InferenceConfig;
import io.resforge.registry.store.ObservedStore.StoreObserver;
import io.resforge.support.StoreMetrics;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;

/** Makes the parts that measure. */
@Singleton
public class MeterFactory {

    private static final String ON_DEMAND_MODELS = "Models that are served on demand: known, and loaded of these";

    private final MeterRegistry registry;
    private final ServingMetrics serving;
    private final CallMetrics calls;
    private final StoreMetrics store;
    private final OnDemandMetrics onDemand;

    MeterFactory(MeterRegistry registry) {
        this.registry = registry;
        this.serving = new ServingMetrics(registry);
        this.calls = new CallMetrics(registry);
        this.store = new StoreMetrics(registry);
        this.onDemand = new OnDemandMetrics(registry);
        FunctionCounter.builder(MeterNames.OBSERVER_FAILURES, this, any -> ObserverFailures.count())
                .description("Times that a meter, a trace or the log of predictions failed; no call did for it")
                .register(registry);
    }

    /** Measures what happens to images; calls without an answer are counted by these reasons, from zero on. */
    public ServingObserver serving(Collection<String> rejections) {
        rejections.forEach(serving::rejections);
        return serving;
    }

    /** Measures calls of all protocols. */
    public CallMetrics calls() {
        return calls;
    }

    /**
     * Measures the reloads of these models, each from the beginning.
     *
     * @param onDemand which models are served on demand: those share their meters
     */
    public ReloadListener reloads(Collection<String> models, Predicate<String> onDemand) {
        return new ReloadMetrics(registry, serving, models, onDemand);
    }

    /** Measures models that are served on demand. */
    public OnDemandObserver onDemand() {
        return onDemand;
    }

    /** Measures calls to the store. */
    public StoreObserver store() {
        return store;
    }

    /** Reads what was measured. */
    public MeterReadings readings() {
        return new MeterReadings(registry, serving.versions());
    }

    /** Every series names the server's first model; those of its other models name these. */
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

    /** Measures the queue in images, and the versions that calls hold in memory. */
    public void watchQueue(Supplier<Number> leases, Supplier<Number> depth, Supplier<Number> capacity) {
        gauge(MeterNames.LEASES, "Calls and copies of calls that hold a version in memory", leases)
                .register(registry);
        gauge(MeterNames.QUEUE, "Images that wait, from arrival to a worker's taking them", depth)
                .register(registry);
        gauge(MeterNames.QUEUE_CAPACITY, "Most images that may wait; calls with more are refused", capacity)
                .register(registry);
    }

    /** Measures models that are served on demand. */
    public void watchOnDemand(Supplier<Number> known, Supplier<Number> loaded) {
        gauge(MeterNames.ON_DEMAND_MODELS, ON_DEMAND_MODELS, known)
                .tag("state", "known")
                .register(registry);
        gauge(MeterNames.ON_DEMAND_MODELS, ON_DEMAND_MODELS, loaded)
                .tag("state", "loaded")
                .register(registry);
    }

    /** Measures calls that wait until their model is loaded. */
    public void watchColdCalls(Supplier<Number> waiting) {
        gauge(MeterNames.COLD_WAITING, "Calls that wait until their model is loaded", waiting)
                .register(registry);
    }

    /** Measures the connections to both ports. */
    public void watchConnections(Supplier<Number> open) {
        gauge(MeterNames.CONNECTIONS, "Connections to both ports, those that never asked for anything too", open)
                .register(registry);
    }

    /** Measures memory that calls hold: of {@code requests} or {@code pixels}. */
    public void watchMemory(String kind, Supplier<Number> held, Supplier<Number> capacity) {
        gauge(MeterNames.HELD, "Memory that calls hold: bytes of requests, and images while they are decoded", held)
                .baseUnit(BaseUnits.BYTES)
                .tag("of", kind)
                .register(registry);
        gauge(MeterNames.HELD_CAPACITY, "Most memory that calls may hold; calls that need more are refused", capacity)
                .baseUnit(BaseUnits.BYTES)
                .tag("of", kind)
                .register(registry);
    }

    private static Gauge.Builder<Supplier<Number>> gauge(String name, String description, Supplier<Number> value) {
        return Gauge.builder(name, value).description(description);
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
                case GRPC,
                        MeterNames.CALL_DURATION,
                        MeterNames.STAGE,
                        MeterNames.STORE,
                        MeterNames.SHADOW_LATENCY,
                        MeterNames.CANARY_LATENCY -> with(nanos(SHORT_SECONDS), config);
                case MeterNames.LOAD, MeterNames.COLD_WAIT -> with(nanos(LONG_SECONDS), config);
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

    /**
     * Keeps methods and paths that callers make up out of the labels of HTTP's meters, so that none adds series without
     * end.
     */
    public static final class HttpLabels implements MeterFilter {

        private static final String OTHER = "OTHER";

        private static final Set<String> METHODS =
                Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

        private static final Set<String> PATHS = Set.of(
                "/v1/classify",
                "/v1/explain",
                "/v1/feedback",
                "/v1/models",
                "/v1/models/{name}",
                "/v1/models/{name}/examples",
                "/v1/predictions/{id}",
                "/v1/status",
                "/v2",
                "/v2/health/live",
                "/v2/health/ready",
                "/v2/models/stats",
                "/v2/models/{model}",
                "/v2/models/{model}/config",
                "/v2/models/{model}/infer",
                "/v2/models/{model}/ready",
                "/v2/models/{model}/stats",
                "/v2/models/{model}/versions/{version}",
                "/v2/models/{model}/versions/{version}/config",
                "/v2/models/{model}/versions/{version}/infer",
                "/v2/models/{model}/versions/{version}/ready",
                "/v2/models/{model}/versions/{version}/stats",
                "/v2/repository/index",
                "/v2/repository/models/{model}/load",
                "/q/health",
                "/q/health/live",
                "/q/health/ready",
                "/q/health/started",
                "/q/metrics",
                "/q/openapi",
                "root",
                "NOT_FOUND",
                "REDIRECTION",
                "UNKNOWN");

        /** Whether a path, as its resource declares it, is a label. */
        public static boolean knows(String path) {
            return PATHS.contains(path);
        }

        @Override
        public Meter.Id map(Meter.Id id) {
            return id.getName().startsWith("http.server") ? known(known(id, "method", METHODS), "uri", PATHS) : id;
        }

        private static Meter.Id known(Meter.Id id, String label, Set<String> values) {
            String value = id.getTag(label);
            return value == null || values.contains(value) ? id : id.withTag(Tag.of(label, OTHER));
        }
    }
}
