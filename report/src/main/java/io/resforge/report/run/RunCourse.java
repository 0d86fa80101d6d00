package io.resforge.report.run;

import io.resforge.report.run.Require.Printable;
import java.time.Instant;
import java.util.List;

/**
 * Where a run stands, and how it came there.
 *
 * @param state in small letters, such as {@code running} or {@code pulling_image}
 * @param reason why it stands there, in words; null where there is nothing to say
 * @param startedAt when its first worker began; null before
 * @param endedAt when it ended; null before
 * @param asOf when this was read; null once it has ended, since nothing changes any more
 * @param progress how far training is; null before it begins
 * @param attempts the workers that tried, in order
 */
public record RunCourse(
        String state,
        String reason,
        Instant submittedAt,
        Instant startedAt,
        Instant endedAt,
        Instant asOf,
        RunProgress progress,
        List<WorkerAttempt> attempts) {

    /** The states of a run that has ended. */
    private static final List<String> ENDS = List.of("succeeded", "failed", "cancelled");

    public RunCourse {
        state = Printable.required("state", state);
        reason = reason == null || reason.isBlank() ? null : Printable.line(reason);
        attempts = attempts == null ? List.of() : List.copyOf(attempts);
    }

    /** Whether nothing follows. */
    public boolean ended() {
        return ENDS.contains(state);
    }

    /** The same in another state. */
    RunCourse in(String another, String why) {
        return new RunCourse(another, why, submittedAt, startedAt, endedAt, asOf, progress, attempts);
    }

    /** How far training is: epochs from 1, accuracy from 0 to 1, of the epoch so far. */
    public record RunProgress(
            int epoch,
            int epochs,
            int step,
            int steps,
            double loss,
            double accuracy,
            double imagesPerSecond,
            double secondsLeft,
            double learningRate) {}

    /**
     * One worker's try.
     *
     * @param attempt its number, from 1
     * @param launcher the kind, such as {@code process}
     * @param host the machine or the pod
     * @param after why the one before it was over; null for the first
     */
    public record WorkerAttempt(int attempt, String launcher, String host, Instant launchedAt, String after) {

        public WorkerAttempt {
            launcher = Printable.line(launcher);
            host = Printable.line(host);
            after = Printable.line(after);
        }
    }
}
