package io.resforge.inference.api;


import io.resforge.inference.batching.CallAbandoned;
import io.resforge.inference.batching.Overloaded;
import io.resforge.inference.batching.ServerStopping;
import io.resforge.inference.classify.InvalidRequest;
import io.resforge.inference.classify.InvalidRequest.Violation;
import io.resforge.inference.models.NoModelYet;
import io.resforge.inference.models.NotLive;
import io.resforge.inference.telemetry.ServingObserver.Rejection;
import io.resforge.neuralnet.text.Excerpt;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * What a caller is told of a call that failed. This is the one place where exceptions get a meaning; each protocol only spells it.
 *
 * @param reason what kind of failure it is
 * @param message one sentence
 * @param violations the fields that are wrong, if the input is
 * @param retryAfter when it is worth to try again, if that is known
 * @param cause what was thrown
 */
public record Failure(
        Rejection reason, String message, List<Violation> violations, Optional<Duration> retryAfter, Throwable cause) {

    /** A gRPC client takes 8 KiB of trailers, its details in base64 among them, and drops a call with more. */
    private static final int LONGEST_TEXT = 400;

    private static final int MOST_VIOLATIONS = 5;

    /** Shortens what a client made long: a name that it made up, or hundreds of images that are wrong. */
    public Failure {
        message = shortened(message);
        violations = violations.stream()
                .limit(MOST_VIOLATIONS)
                .map(each -> new Violation(shortened(each.field()), shortened(each.description())))
                .toList();
    }

    /** The meaning of what was thrown. */
    public static Failure of(Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : thrown;
        return switch (cause) {
            case InvalidRequest e ->
                new Failure(Rejection.INVALID, e.getMessage(), e.violations(), Optional.empty(), e);
            case NotLive e -> of(Rejection.NOT_FOUND, e);
            case NoModelYet e -> of(Rejection.NO_MODEL, e);
            case Overloaded e ->
                new Failure(Rejection.OVERLOADED, e.getMessage(), List.of(), Optional.of(e.retryAfter()), e);
            case BodyBytes.TooLarge e -> of(Rejection.INVALID, e);
            case BodyBytes.TooSlow e -> of(Rejection.ABANDONED, e);
            case ServerStopping e -> of(Rejection.STOPPING, e);
            case CallAbandoned e -> of(Rejection.ABANDONED, e);
            default ->
                new Failure(Rejection.INTERNAL, "the server failed: " + cause, List.of(), Optional.empty(), cause);
        };
    }

    private static String shortened(String text) {
        return Excerpt.of(text, LONGEST_TEXT);
    }

    private static Failure of(Rejection reason, RuntimeException cause) {
        return new Failure(reason, cause.getMessage(), List.of(), Optional.empty(), cause);
    }
}
