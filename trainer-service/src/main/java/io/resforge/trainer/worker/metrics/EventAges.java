package io.resforge.trainer.worker.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** How long ago something last happened. */
final class EventAges {

    private final LongSupplier nanoTime;
    private final Map<WorkerEvent, Long> last = new ConcurrentHashMap<>();

    /** @param nanoTime a clock as {@link System#nanoTime} is one */
    EventAges(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void now(WorkerEvent sign) {
        last.put(sign, nanoTime.getAsLong());
    }

    boolean isKnown(WorkerEvent sign) {
        return last.containsKey(sign);
    }

    /** Seconds; no number if it never happened. */
    double seconds(WorkerEvent sign) {
        Long then = last.get(sign);
        return then == null ? Double.NaN : (nanoTime.getAsLong() - then) / 1e9;
    }
}
