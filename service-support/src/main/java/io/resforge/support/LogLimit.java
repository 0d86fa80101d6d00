package io.resforge.support;

import java.util.concurrent.atomic.AtomicLong;

/** Lets one line a second through: what breaks one call may break each of thousands. Any thread may ask. */
public final class LogLimit {

    private static final long INTERVAL_NANOS = 1_000_000_000L;

    /** Before the first: as if the last had been let through an interval ago. */
    private final AtomicLong last = new AtomicLong(System.nanoTime() - INTERVAL_NANOS);

    /** Whether a line may be logged now. */
    public boolean allows() {
        long before = last.get();
        long now = System.nanoTime();
        return now - before >= INTERVAL_NANOS && last.compareAndSet(before, now);
    }
}
