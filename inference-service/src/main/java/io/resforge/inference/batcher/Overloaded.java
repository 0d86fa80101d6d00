package io.resforge.inference.batcher;

import java.time.Duration;

/** The queue cannot take a call's images, or not in time. */
public final class Overloaded extends RuntimeException {

    private final Duration retryAfter;

    private Overloaded(String problem, Duration retryAfter) {
        super(problem + "; try again in " + retryAfter.toMillis() + " ms");
        this.retryAfter = retryAfter;
    }

    static Overloaded full(int images, int free, Duration retryAfter) {
        return new Overloaded("the queue has room for " + free + " more images, not for " + images, retryAfter);
    }

    static Overloaded tooSlow(int waiting, Duration patience, Duration retryAfter) {
        return new Overloaded(
                "with " + waiting + " images waiting there would be no answer within the " + patience.toMillis()
                        + " ms that the call has left",
                retryAfter);
    }

    /** When the queue will have drained, as far as the present speed tells. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
