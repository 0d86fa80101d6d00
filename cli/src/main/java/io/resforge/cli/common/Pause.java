package io.resforge.cli.common;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waiting for nothing but time. */
public final class Pause {

    // Never counted down: awaiting it is a pause.
    private static final CountDownLatch NOTHING = new CountDownLatch(1);

    private Pause() {}

    /**
     * Waits.
     *
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    public static void ofMillis(long millis) throws InterruptedException {
        if (NOTHING.await(millis, TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("nobody counts this down");
        }
    }
}
