package io.resforge.trainer.backend.kubernetes.watch;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.LongSupplier;

/** Asks now and then whether the server answers, since a connection that died without a message looks well from here. */
final class Heartbeat implements AutoCloseable {

    private final Runnable question;
    private final ScheduledThreadPoolExecutor schedule = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("cluster").daemon().factory());

    private volatile boolean answered = true;

    /** @param question fails if there is no answer */
    Heartbeat(Runnable question) {
        this.question = question;
    }

    void start(Duration interval) {
        schedule.scheduleWithFixedDelay(this::ask, interval.toMillis(), interval.toMillis(), MILLISECONDS);
    }

    private void ask() {
        try {
            question.run();
            answered = true;
        } catch (RuntimeException | Error e) {
            // Or it would not be asked again. Why is told by each call that fails; here it matters for how long.
            answered = false;
        }
    }

    boolean isAnswered() {
        return answered;
    }

    @Override
    public void close() {
        schedule.shutdownNow();
    }

    /** For how long something has not been there. */
    static final class OutageClock {

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
}
