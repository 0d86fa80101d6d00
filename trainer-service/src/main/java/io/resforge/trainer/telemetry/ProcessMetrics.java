package io.resforge.trainer.telemetry;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.resforge.trainer.worker.metrics.ResidentMemory;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** What the framework does not tell of the process by itself. */
final class ProcessMetrics {

    @Produces
    @Singleton
    MeterBinder memory() {
        return new ResidentMemory();
    }
}
