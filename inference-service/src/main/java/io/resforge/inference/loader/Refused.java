package io.resforge.inference.loader;

/** A version failed a check on its way to being served; the message says what was wrong with it. */
public final class Refused extends Exception {

    private final RefusalReason reason;

    Refused(RefusalReason reason, String message) {
        super(message);
        this.reason = reason;
    }

    Refused(RefusalReason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** The kind of check that failed. */
    public RefusalReason reason() {
        return reason;
    }
}
