package io.resforge.inference.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.resforge.network.memory.ProcessMemory;
import jakarta.inject.Singleton;

/** How much memory the process takes, on Linux; elsewhere there is no such metric. */
@Singleton
final class ResidentMemory implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry registry) {
        if (ProcessMemory.isTold()) {
            Gauge.builder(Names.MEMORY, ProcessMemory::residentBytes)
                    .description("Memory of the process as the operating system counts it")
                    .baseUnit(BaseUnits.BYTES)
                    .register(registry);
        }
    }
}
