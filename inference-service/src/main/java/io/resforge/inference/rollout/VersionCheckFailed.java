package io.resforge.inference.rollout;

import io.resforge.inference.models.RefusalReason;

/** A version failed a check on its way to being served; the message says what was wrong with it. */
public final class VersionCheckFailed extends Exception {

    private final RefusalReason reason;

    VersionCheckFailed(RefusalReason reason, String message) {
        super(message);
        this.reason = reason;
    }

    VersionCheckFailed(RefusalReason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** The kind of check that failed. */
    public RefusalReason reason() {
        return reason;
    }
}
