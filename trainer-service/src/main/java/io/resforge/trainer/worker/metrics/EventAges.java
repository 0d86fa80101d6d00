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

    /** What a worker does from time to time. */
    enum WorkerEvent {
        /** Training got on: some steps, or an epoch was evaluated. */
        ACTIVITY,
        /** A snapshot was kept. */
        SNAPSHOT,
        /** An epoch was the best so far. */
        CHECKPOINT,
        /** The store took all reports. */
        REPORT
    }
}
