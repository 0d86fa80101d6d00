package io.resforge.inference.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.config.MeterFilter;
import io.resforge.inference.batching.Batcher;
import io.resforge.inference.batching.RequestBudget;
import io.resforge.inference.config.InferenceConfig;
import io.resforge.inference.config.ModelsConfig;
import io.resforge.inference.edge.ConnectionLimit;
import io.resforge.inference.slot.Lease;
import io.resforge.inference.telemetry.ObserverFailures;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.inference.watcher.ReloadListener;
import io.resforge.registry.store.StoreObserver;
import io.resforge.support.StoreMetrics;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.TreeSet;

/** Makes the parts that measure. */
@Singleton
public class MeterFactory {

    private final MeterRegistry registry;
    private final ServingMetrics serving;
    private final ReloadMetrics reloads;
    private final StoreMetrics store;

    MeterFactory(MeterRegistry registry, InferenceConfig config, ModelsConfig models) {
        this.registry = registry;
        this.serving = new ServingMetrics(registry);
        this.reloads = new ReloadMetrics(registry, serving, served(config, models));
        this.store = new StoreMetrics(registry);
        FunctionCounter.builder(MeterNames.OBSERVER_FAILURES, this, any -> ObserverFailures.count())
                .description("Times that a meter, a trace or the log of predictions failed; no call did for it")
                .register(registry);
    }

    private static Set<String> served(InferenceConfig config, ModelsConfig models) {
        Set<String> names = new TreeSet<>(models.models().keySet());
        names.add(config.model());
        return names;
    }

    /** Measures what happens to images. */
    public ServingObserver serving() {
        return serving;
    }

    /** Measures reloads. */
    public ReloadListener reloads() {
        return reloads;
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

    /** Measures the queue, and what is borrowed by those who wait in it or are computed. */
    public void watch(Batcher batcher) {
        Gauge.builder(MeterNames.LEASES, Lease::countOpen)
                .description("Calls and copies of calls that hold a version in memory")
                .register(registry);
        Gauge.builder(MeterNames.QUEUE, batcher, Batcher::depth)
                .description("Images that wait, from arrival to a worker's taking them")
                .register(registry);
        Gauge.builder(MeterNames.QUEUE_CAPACITY, batcher, Batcher::capacity)
                .description("Most images that may wait; calls with more are refused")
                .register(registry);
    }

    /** Measures the memory that calls hold. */
    public void watch(RequestBudget budget) {
        watch("requests", budget.requests());
        watch("pixels", budget.pixels());
        Gauge.builder(MeterNames.CONNECTIONS, ConnectionLimit::open)
                .description("Connections to both ports, those that never asked for anything too")
                .register(registry);
    }

    private void watch(String kind, RequestBudget.MemoryAccount account) {
        Gauge.builder(MeterNames.HELD, account, RequestBudget.MemoryAccount::held)
                .description("Memory that calls hold: bytes of requests, and images while they are decoded")
                .baseUnit(BaseUnits.BYTES)
                .tag("of", kind)
                .register(registry);
        Gauge.builder(MeterNames.HELD_CAPACITY, account, RequestBudget.MemoryAccount::capacity)
                .description("Most memory that calls may hold; calls that need more are refused")
                .baseUnit(BaseUnits.BYTES)
                .tag("of", kind)
                .register(registry);
    }
}
