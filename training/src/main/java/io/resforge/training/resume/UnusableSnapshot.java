package io.resforge.training.resume;

/** A snapshot that a run cannot go on from; the message says why. */
public final class UnusableSnapshot extends RuntimeException {

    public UnusableSnapshot(String message) {
        super(message);
    }

    public UnusableSnapshot(String message, Throwable cause) {
        super(message, cause);
    }
}
