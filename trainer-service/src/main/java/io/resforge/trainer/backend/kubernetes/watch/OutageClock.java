package io.resforge.trainer.backend.kubernetes.watch;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** For how long something has not been there. */
final class OutageClock {

    private final Duration patience;
    private final LongSupplier nanoTime;
    private long since;
    private boolean away;

    /** @param patience for how long that is nothing to speak of */
    OutageClock(Duration patience, LongSupplier nanoTime) {
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    /** How long it lasts; empty if it is there, or not away for long. */
    synchronized Optional<Duration> lasts(boolean there) {
        if (there || !away) {
            away = !there;
            since = nanoTime.getAsLong();
        }
        Duration time = Duration.ofNanos(nanoTime.getAsLong() - since);
        return away && time.compareTo(patience) >= 0 ? Optional.of(time) : Optional.empty();
    }
}
