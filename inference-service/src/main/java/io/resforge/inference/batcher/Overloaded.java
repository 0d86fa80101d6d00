package io.resforge.inference.batcher;

import java.time.Duration;

/** The queue cannot take a call's images. */
public final class Overloaded extends RuntimeException {

    private final Duration retryAfter;

    Overloaded(int images, int free, Duration retryAfter) {
        super("the queue has room for " + free + " more images, not for " + images + "; try again in "
                + retryAfter.toMillis() + " ms");
        this.retryAfter = retryAfter;
    }

    /** When the queue will have drained, as far as the present speed tells. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
