package io.resforge.client;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The time since a server was last heard of: pauses that grow to two seconds, until the timeout. Not thread-safe. */
final class Unavailability {

    private static final long FIRST_MILLIS = 100;
    private static final long LONGEST_MILLIS = 2000;

    // Never counted down: awaiting it is a pause.
    private static final CountDownLatch NOTHING = new CountDownLatch(1);

    private final Duration timeout;
    private long began;
    private long pauseMillis;

    Unavailability(Duration timeout) {
        this.timeout = timeout;
        over();
    }

    /** The server was heard of. */
    void over() {
        began = System.nanoTime();
        pauseMillis = FIRST_MILLIS;
    }

    /** Waits a while; false after the timeout or the thread was interrupted. */
    boolean pause() {
        long left = timeout.toMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        if (left <= 0) {
            return false;
        }
        try {
            boolean cutShort = NOTHING.await(Math.min(left, pauseMillis), TimeUnit.MILLISECONDS);
            pauseMillis = Math.min(LONGEST_MILLIS, 2 * pauseMillis);
            return !cutShort;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
