package io.resforge.trainer.worker.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.resforge.network.memory.ProcessMemory;

/** How much memory the process takes, on Linux; elsewhere there is no such metric. */
public final class ResidentMemory implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry registry) {
        if (ProcessMemory.isTold()) {
            Gauge.builder("process.resident.memory", ProcessMemory::residentBytes)
                    .description("Memory of the process as the operating system counts it")
                    .baseUnit(BaseUnits.BYTES)
                    .register(registry);
        }
    }
}
