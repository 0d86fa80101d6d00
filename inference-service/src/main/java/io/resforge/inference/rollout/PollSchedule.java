package io.resforge.inference.rollout;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When to look again. The interval varies by a tenth, so that servers started together do not ask together. After
 * failures it doubles up to the longest, and half of it is left to chance.
 */
public final class PollSchedule {

    private static final int MOST_DOUBLINGS = 20;

    private final Duration interval;
    private final Duration longest;
    private final RandomGenerator random;

    public PollSchedule(Duration interval, Duration longest, RandomGenerator random) {
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("the watch interval must be above 0, was " + interval);
        }
        if (longest.compareTo(interval) < 0) {
            throw new IllegalArgumentException(
                    "the longest backoff must be at least the watch interval of " + interval + ", was " + longest);
        }
        this.interval = interval;
        this.longest = longest;
        this.random = random;
    }

    /** Time until the next look, after so many failures in a row. */
    public Duration next(int failures) {
        if (failures == 0) {
            return scale(interval, random.nextDouble(0.9, 1.1));
        }
        double doubled = interval.toNanos() * Math.pow(2, Math.min(failures, MOST_DOUBLINGS));
        Duration backoff = Duration.ofNanos((long) Math.min(doubled, longest.toNanos()));
        return scale(backoff, random.nextDouble(0.5, 1));
    }

    private static Duration scale(Duration duration, double factor) {
        return Duration.ofNanos((long) (duration.toNanos() * factor));
    }
}
