package io.resforge.benchmarks.serving;

import io.resforge.benchmarks.serving.load.Load;
import io.resforge.benchmarks.serving.server.BenchmarkStore;
import io.resforge.benchmarks.serving.server.OurService;
import java.time.Duration;

/** Has a service load one version after the other while it is under load. */
record Reloads(OurService service, BenchmarkStore store, Load load) {

    private static final Duration LOOK = Duration.ofMillis(50);
    private static final long TIMEOUT_NANOS = 60_000_000_000L;

    /** Promotes the next version and waits until it answers, so many times. */
    void times(int count) {
        for (int i = 0; i < count; i++) {
            awaitLive(store.promoteNext());
        }
    }

    private void awaitLive(long promotion) {
        long end = System.nanoTime() + TIMEOUT_NANOS;
        while (service.livePromotion() < promotion) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("promotion " + promotion + " was not live within a minute");
            }
            load.pause(LOOK);
        }
    }
}
