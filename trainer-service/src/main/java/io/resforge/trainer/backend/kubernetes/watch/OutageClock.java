package io.resforge.trainer.backend.kubernetes.watch;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** For how long something has not been there. */
final class OutageClock {

    private final Duration timeout;
    private final LongSupplier nanoTime;
    private long since;
    private boolean away;

    /** @param timeout for how long that is nothing to speak of */
    OutageClock(Duration timeout, LongSupplier nanoTime) {
        this.timeout = timeout;
        this.nanoTime = nanoTime;
    }

    /** How long it lasts; empty if it is there, or not away for long. */
    synchronized Optional<Duration> lasts(boolean there) {
        if (there || !away) {
            away = !there;
            since = nanoTime.getAsLong();
        }
        Duration time = Duration.ofNanos(nanoTime.getAsLong() - since);
        return away && time.compareTo(timeout) >= 0 ? Optional.of(time) : Optional.empty();
    }
}
