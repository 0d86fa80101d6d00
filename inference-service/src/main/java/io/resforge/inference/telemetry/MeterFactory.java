package io.resforge.inference.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.config.MeterFilter;
import io.resforge.inference.models.ReloadListener;
import io.resforge.inference.settings.InferenceConfig;
import io.resforge.registry.store.StoreObserver;
import io.resforge.support.StoreMetrics;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.function.Supplier;

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

    /** Every series says which model the server is for, those of calls and of memory too; those of other models that it serves name these. */
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
}
