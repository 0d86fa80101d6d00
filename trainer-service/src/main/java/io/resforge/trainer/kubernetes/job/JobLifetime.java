package io.resforge.trainer.kubernetes.job;

import java.time.Duration;
import java.util.Optional;

/**
 * How often and how long a Job is tried.
 *
 * @param retries pods that may fail before the run has; each member of a sweep has as many
 * @param deadline the most time from its start to its end; empty for any
 * @param sweepDeadline the same for all members of a sweep together
 * @param timeToLive how long a finished Job is kept
 * @param grace from the signal to stop to the end: the step under way, and a snapshot that goes to the store
 * @param snapshotInterval how often a worker keeps a snapshot
 * @param maxFailedMembers members of a sweep that may fail before the others are given up; empty for all
 */
public record JobLifetime(
        int retries,
        Optional<Duration> deadline,
        Optional<Duration> sweepDeadline,
        Duration timeToLive,
        Duration grace,
        Duration snapshotInterval,
        Optional<Integer> maxFailedMembers) {

    /** Two thirds of it are for the snapshot. */
    private static final Duration SHORTEST_GRACE = Duration.ofSeconds(30);

    public JobLifetime {
        if (retries < 0) {
            throw new IllegalArgumentException("the retries of a run must be 0 or more, were " + retries);
        }
        if (grace.compareTo(SHORTEST_GRACE) < 0) {
            throw new IllegalArgumentException(
                    "the grace of a worker must be at least 30s, since it keeps a snapshot before it stops, was "
                            + grace.toSeconds() + "s");
        }
        deadline.ifPresent(it -> checkSeconds("deadline", it));
        sweepDeadline.ifPresent(it -> checkSeconds("deadline of a sweep", it));
        if (timeToLive.isNegative()) {
            throw new IllegalArgumentException("the time that a finished Job is kept must be 0 or more");
        }
    }

    private static void checkSeconds(String what, Duration time) {
        if (time.toSeconds() < 1) {
            throw new IllegalArgumentException("the " + what + " must be at least 1s, was " + time.toMillis() + "ms");
        }
    }
}
