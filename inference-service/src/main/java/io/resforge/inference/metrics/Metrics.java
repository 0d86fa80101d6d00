package io.resforge.inference.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.resforge.inference.batcher.Batcher;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.inference.watcher.ReloadListener;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the parts that measure. */
@Singleton
public class Metrics {

    private final MeterRegistry registry;
    private final ServingMetrics serving;
    private final ReloadMetrics reloads;

    Metrics(MeterRegistry registry) {
        this.registry = registry;
        this.serving = new ServingMetrics(registry);
        this.reloads = new ReloadMetrics(registry, serving);
    }

    /** Measures what happens to images. */
    @Produces
    @Singleton
    ServingObserver serving() {
        return serving;
    }

    /** Measures reloads. */
    public ReloadListener reloads() {
        return reloads;
    }

    /** Histogram buckets. */
    @Produces
    @Singleton
    MeterFilter buckets() {
        return new Buckets();
    }

    /** Measures the queue. */
    public void watch(Batcher batcher) {
        Gauge.builder(Names.QUEUE, batcher, Batcher::depth)
                .description("Images that wait, from arrival to a worker's taking them")
                .register(registry);
    }
}
