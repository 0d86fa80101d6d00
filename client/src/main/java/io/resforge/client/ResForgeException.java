package io.resforge.client;

import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A call that failed. The message is a sentence for a person; {@link #status()} is for programs. */
public final class ResForgeException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Status.Code status;
    private final transient List<FieldViolation> violations;
    private final transient Duration retryAfter;

    ResForgeException(
            Status.Code status, String message, List<FieldViolation> violations, Duration retryAfter, Throwable cause) {
        super(message, cause);
        this.status = status;
        this.violations = List.copyOf(violations);
        this.retryAfter = retryAfter;
    }

    /** The kind of failure, as gRPC names it. */
    public Status.Code status() {
        return status;
    }

    /** The fields that were wrong; empty for anything but bad input. */
    public List<FieldViolation> violations() {
        return violations == null ? List.of() : violations;
    }

    /** How long to wait before trying again, where the server said so. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
