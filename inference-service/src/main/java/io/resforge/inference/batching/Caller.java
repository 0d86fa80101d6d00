package io.resforge.inference.batching;

import io.resforge.inference.telemetry.Tracing.CallTrace;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Who waits for an answer. An edge makes one for each call, and says when the client has gone: what the call has in the
 * queue then leaves it.
 */
public final class Caller {

    /** Of one that sets no deadline. */
    public static final Duration LONGEST_TIMEOUT = Duration.ofDays(1);

    private final Object client;
    private final CallTrace trace;
    private final LongSupplier clock;
    private final long arrival;
    private final long deadline;
    private volatile boolean left;
    private Runnable onLeaving = () -> {};

    private Caller(Object client, Duration timeout, CallTrace trace, LongSupplier clock) {
        this.client = client;
        this.trace = trace;
        this.clock = clock;
        this.arrival = clock.getAsLong();
        this.deadline = arrival + (timeout.compareTo(LONGEST_TIMEOUT) < 0 ? timeout : LONGEST_TIMEOUT).toNanos();
    }

    /**
     * A caller that waits from now on.
     *
     * @param client shares the server with others by this key, such as the address of a connection
     * @param timeout a day at most; not above 0 if it is too late already
     */
    public static Caller of(Object client, Duration timeout) {
        return of(client, timeout, CallTrace.NONE);
    }

    /** As above, with what follows the call. */
    public static Caller of(Object client, Duration timeout, CallTrace trace) {
        return new Caller(client, timeout, trace, System::nanoTime);
    }

    /** As above, by a clock that counts nanoseconds. */
    static Caller of(Object client, Duration timeout, LongSupplier clock) {
        return new Caller(client, timeout, CallTrace.NONE, clock);
    }

    /** Who shares the server with others by this key. */
    public Object client() {
        return client;
    }

    /** Follows the call. */
    public CallTrace trace() {
        return trace;
    }

    /** How long it has waited. */
    public long waitedNanos() {
        return clock.getAsLong() - arrival;
    }

    /** How long it still waits; not above 0 once it is too late. */
    public Duration timeout() {
        return Duration.ofNanos(deadline - clock.getAsLong());
    }

    /** Whether the caller has gone. */
    public boolean gone() {
        return left || clock.getAsLong() - deadline >= 0;
    }

    /** The client has gone, or its deadline has passed. It may be told more than once, and after the answer. */
    public void leave() {
        Runnable action;
        synchronized (this) {
            if (left) {
                return;
            }
            left = true;
            action = onLeaving;
        }
        action.run();
    }

    /** Does something as soon as the client has gone: now, if it has. It must be quick. */
    public void onLeaving(Runnable action) {
        synchronized (this) {
            if (!left) {
                Runnable before = onLeaving;
                onLeaving = () -> {
                    before.run();
                    action.run();
                };
                return;
            }
        }
        action.run();
    }

    /** The caller has gone, so the images were not computed. */
    public static final class CallAbandoned extends RuntimeException {

        public CallAbandoned() {
            super("the call was cancelled or its deadline passed before its images were computed", null, false, false);
        }
    }
}
