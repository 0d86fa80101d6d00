package io.resforge.support;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.resforge.registry.store.ObservedStore.StoreObserver;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Times calls to the store, by operation and outcome. */
@Singleton
public final class StoreMetrics implements StoreObserver {

    /** The timer's name. */
    public static final String CALLS = "resforge.store.call";

    private final MeterRegistry registry;

    public StoreMetrics(MeterRegistry registry) {
        this.registry = registry;
        // From zero on, so that the first failure shows as an increase.
        List.of("create", "put", "get", "list", "delete").forEach(operation -> timer(operation, "failed"));
    }

    @Override
    public void ended(String operation, boolean failed, long nanos) {
        timer(operation, failed ? "failed" : "ok").record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(String operation, String outcome) {
        return Timer.builder(CALLS)
                .description("Time of calls to the store, by operation and outcome")
                .tags("operation", operation, "outcome", outcome)
                .register(registry);
    }
}
