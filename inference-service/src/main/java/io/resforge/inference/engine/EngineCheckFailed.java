package io.resforge.inference.engine;

/** An engine does not do what it must before it serves; the message says what it did. */
public final class EngineCheckFailed extends Exception {

    private final Reason reason;

    /** What it failed at. */
    public enum Reason {
        /** It computes other logits for the golden images than it should. */
        GOLDEN,
        /** It failed to load or to run. */
        FAILURE
    }

    public EngineCheckFailed(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public EngineCheckFailed(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** What it failed at. */
    public Reason reason() {
        return reason;
    }
}
