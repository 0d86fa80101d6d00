package io.resforge.inference.grpc;

import io.grpc.Context;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Who waits for an answer.
 *
 * @param context is cancelled when the client goes and when its deadline passes
 */
record Caller(Context context) {

    /** Of a caller without a deadline. */
    private static final Duration PATIENT = Duration.ofDays(1);

    /** The caller of the call that this thread begins to handle. */
    static Caller current() {
        return new Caller(Context.current());
    }

    /** How long it waits. */
    Duration patience() {
        Deadline deadline = context.getDeadline();
        return deadline == null ? PATIENT : Duration.ofNanos(deadline.timeRemaining(TimeUnit.NANOSECONDS));
    }

    /** Whether it waits no more. */
    boolean isGone() {
        return context.isCancelled();
    }
}
