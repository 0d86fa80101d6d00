package io.resforge.inference.telemetry;

import java.time.Instant;

/** Stages are timed by {@link System#nanoTime}, spans by the wall clock. */
final class Clock {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private Clock() {}

    /** Nanoseconds since 1970 at a time of {@link System#nanoTime} not long ago. */
    static long wall(long nanoTime) {
        Instant now = Instant.now();
        return now.getEpochSecond() * NANOS_PER_SECOND + now.getNano() - (System.nanoTime() - nanoTime);
    }
}
