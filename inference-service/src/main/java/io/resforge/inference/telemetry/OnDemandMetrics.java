package io.resforge.inference.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Counts what models are loaded and leave, all together: no label names a model. */
final class OnDemandMetrics implements OnDemandObserver {

    private final Counter loaded;
    private final Counter failed;
    private final Map<Room, Counter> evictions;
    private final Timer waits;

    OnDemandMetrics(MeterRegistry registry) {
        this.loaded = loads(registry, "loaded");
        this.failed = loads(registry, "failed");
        this.evictions = Stream.of(Room.values())
                .collect(Collectors.toMap(Function.identity(), room -> Counter.builder(MeterNames.ON_DEMAND_EVICTIONS)
                        .description("Models that left memory for others, by what lacked")
                        .tag("lacking", room.name().toLowerCase(Locale.ROOT))
                        .register(registry)));
        this.waits = Timer.builder(MeterNames.COLD_WAIT)
                .description("Time that a call waited until its model was loaded, or was not waited for any more")
                .register(registry);
    }

    private static Counter loads(MeterRegistry registry, String result) {
        return Counter.builder(MeterNames.ON_DEMAND_LOADS)
                .description("Models that were loaded for a call, by result")
                .tag("result", result)
                .register(registry);
    }

    @Override
    public void loaded(boolean succeeded) {
        (succeeded ? loaded : failed).increment();
    }

    @Override
    public void evicted(Room lacking) {
        evictions.get(lacking).increment();
    }

    @Override
    public void waited(long nanos) {
        waits.record(nanos, TimeUnit.NANOSECONDS);
    }
}
