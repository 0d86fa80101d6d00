package io.resforge.inference.api.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.resforge.inference.classify.InvalidRequest.Violation;
import io.resforge.inference.api.Failure;
import io.resforge.inference.telemetry.ServingObserver.Rejection;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a failed request is answered with. */
@Schema(name = "Error", description = "Why a request failed.")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ErrorBody(
        @Schema(
                description = "One sentence that says what was wrong and what is allowed.",
                examples = "top_k: must be at most 10, the number of classes, was 11")
        String error,

        @Schema(description = "The gRPC status of the same failure.", examples = "INVALID_ARGUMENT")
        String status,

        @Schema(description = "Each field that is wrong.") List<Violation> violations,

        @Schema(description = "When it is worth to try again, in milliseconds.") @JsonProperty("retry_after_ms")
        Long retryAfterMs) {

    static final int SERVICE_UNAVAILABLE = 503;

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int INTERNAL_SERVER_ERROR = 500;
    private static final int GATEWAY_TIMEOUT = 504;

    static ErrorBody of(Failure failure) {
        return new ErrorBody(
                failure.message(),
                status(failure.reason()),
                failure.violations(),
                failure.retryAfter().map(Duration::toMillis).orElse(null));
    }

    /** The code that HTTP has for a failure. */
    static int code(Rejection reason) {
        return switch (reason) {
            case INVALID -> BAD_REQUEST;
            case NOT_FOUND -> NOT_FOUND;
            case NO_MODEL, STOPPING -> SERVICE_UNAVAILABLE;
            case OVERLOADED -> TOO_MANY_REQUESTS;
            // A client that has gone reads no answer: whoever reads this one set a deadline.
            case ABANDONED -> GATEWAY_TIMEOUT;
            case INTERNAL -> INTERNAL_SERVER_ERROR;
        };
    }

    private static String status(Rejection reason) {
        return switch (reason) {
            case INVALID -> "INVALID_ARGUMENT";
            case NOT_FOUND -> "NOT_FOUND";
            case NO_MODEL, STOPPING -> "UNAVAILABLE";
            case OVERLOADED -> "RESOURCE_EXHAUSTED";
            case ABANDONED -> "DEADLINE_EXCEEDED";
            case INTERNAL -> "INTERNAL";
        };
    }
}
