package io.resforge.inference.batcher;

import java.time.Duration;

/** The queue cannot take a call's images, or not in time. */
public final class Overloaded extends RuntimeException {

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

    static Overloaded tooSlow(int ahead, Duration patience, Duration retryAfter) {
        return new Overloaded(
                "with " + ahead + " images to be computed first there would be no answer within the " + millis(patience)
                        + " ms that the call has left",
                retryAfter);
    }

    private static long millis(Duration left) {
        return Math.ceilDiv(left.toNanos(), 1_000_000);
    }

    /** When the queue will have drained, as far as the present speed tells. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
