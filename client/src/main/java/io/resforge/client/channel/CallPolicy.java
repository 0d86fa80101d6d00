package io.resforge.client.channel;

import java.time.Duration;

/**
 * How calls are made.
 *
 * @param deadline the longest that one call takes, its retries included; above zero
 * @param attempts how often a call is tried in all while a server is unavailable: from 1 (never again) to 5
 * @param watchTimeout the longest that a followed run does without an answer before the client gives up; at least zero
 */
public record CallPolicy(Duration deadline, int attempts, Duration watchTimeout) {

    /** 30 seconds a call, four attempts, two minutes for a control plane to come back. */
    public static final CallPolicy DEFAULT = new CallPolicy(Duration.ofSeconds(30), 4, Duration.ofMinutes(2));

    public CallPolicy {
        if (deadline.isZero() || deadline.isNegative()) {
            throw new IllegalArgumentException("a deadline must be above zero, was " + deadline);
        }
        if (attempts < 1 || attempts > 5) {
            throw new IllegalArgumentException("attempts must be within 1 to 5, was " + attempts);
        }
        if (watchTimeout.isNegative()) {
            throw new IllegalArgumentException("watchTimeout cannot be negative, was " + watchTimeout);
        }
    }

    /** The same with another deadline. */
    public CallPolicy withDeadline(Duration other) {
        return new CallPolicy(other, attempts, watchTimeout);
    }

    /** The same with another number of attempts. */
    public CallPolicy withAttempts(int other) {
        return new CallPolicy(deadline, other, watchTimeout);
    }

    /** The same with another timeout of watching. */
    public CallPolicy withWatchTimeout(Duration other) {
        return new CallPolicy(deadline, attempts, other);
    }
}
