package io.resforge.inference.batching;

import java.time.Duration;

/** The server cannot take a call: the queue has no room or is too long for it, or memory has no room for its bytes. */
public final class Overloaded extends RuntimeException {

    private static final Duration A_WHILE = Duration.ofMillis(500);

    private final Duration retryAfter;

    private Overloaded(String problem, Duration retryAfter) {
        // Thousands a second may be refused, and where in our code says nothing.
        super(problem + "; try again in " + retryAfter.toMillis() + " ms", null, false, false);
        this.retryAfter = retryAfter;
    }

    static Overloaded full(int images, int free, Duration retryAfter) {
        String kept = images <= free ? " of this client, which has most of what waits" : "";
        return new Overloaded("the queue has room for " + free + " more images, not for " + images + kept, retryAfter);
    }

    static Overloaded tooSlow(int ahead, Duration timeout, Duration retryAfter) {
        return new Overloaded(
                "with " + ahead + " images to be computed first there would be no answer within the " + millis(timeout)
                        + " ms that the call has left",
                retryAfter);
    }

    /** Bytes are given back as other calls end, which takes no longer than their bodies may. */
    static Overloaded outOf(String what, long bytes, long most) {
        return new Overloaded(
                "there is room for " + Math.max(0, most) + " more " + what + " of this call, not for " + bytes,
                A_WHILE);
    }

    /** Of what is done only while calls leave time for it. */
    public static Overloaded byCalls(Duration retryAfter) {
        return new Overloaded("the server is busy with calls, which go before explanations", retryAfter);
    }

    /** Of calls that wait until their model is loaded. */
    public static Overloaded byColdCalls(int most) {
        return new Overloaded(
                "the model is not loaded, and " + most + " calls, or calls with half of the bytes that requests may"
                        + " hold, wait already until theirs is",
                A_WHILE);
    }

    /** Of streams over which nothing goes, one makes room for the next. */
    public static Overloaded streams(int most) {
        return new Overloaded(
                "more than " + most + " streams are open, and over this one nothing went for longest", A_WHILE);
    }

    private static long millis(Duration left) {
        return Math.ceilDiv(left.toNanos(), 1_000_000);
    }

    /** When it is worth to try again: for the queue, when it will have drained, as far as the present speed tells. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
