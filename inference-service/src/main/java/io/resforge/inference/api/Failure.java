package io.resforge.inference.api;

import io.grpc.Status.Code;
import io.resforge.inference.batching.Batcher.ServerStopping;
import io.resforge.inference.batching.Caller.CallAbandoned;
import io.resforge.inference.batching.Overloaded;
import io.resforge.inference.classify.InvalidRequest;
import io.resforge.inference.classify.InvalidRequest.Violation;
import io.resforge.inference.models.ServedModels.NoModelYet;
import io.resforge.inference.models.ServedModels.NotLive;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.neuralnet.text.LogText.Excerpt;
import io.resforge.support.LogLimit;
import io.resforge.support.access.AccessRefused;
import jakarta.ws.rs.WebApplicationException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * What a caller is told of a call that failed: the one place where exceptions get a meaning and their codes.
 *
 * @param message one sentence
 * @param violations the fields that are wrong, if the input is
 * @param retryAfter when to try again, if known
 */
public record Failure(
        Kind kind,
        int httpStatus,
        String message,
        List<Violation> violations,
        Optional<Duration> retryAfter,
        Throwable cause) {

    /** A gRPC client takes 8 KiB of trailers, its details in base64 among them, and drops a call with more. */
    private static final int LONGEST_TEXT = 400;

    private static final int MOST_VIOLATIONS = 5;
    private static final Duration GOES_DOWN = Duration.ofSeconds(1);

    /** Why a call gets no answer, and the codes that the protocols have for it. */
    public enum Kind {
        INVALID(Code.INVALID_ARGUMENT, 400),
        /** The model or version asked for is not live. */
        NOT_FOUND(Code.NOT_FOUND, 404),
        /** The caller may not do this. */
        DENIED(Code.PERMISSION_DENIED, 403),
        NO_MODEL(Code.UNAVAILABLE, 503),
        OVERLOADED(Code.RESOURCE_EXHAUSTED, 429),
        STOPPING(Code.UNAVAILABLE, 503),
        /** The caller's deadline passed, or it has gone. An HTTP client that reads this answer set a deadline. */
        ABANDONED(Code.CANCELLED, 504),
        INTERNAL(Code.INTERNAL, 500);

        private final Code grpc;
        private final int http;

        Kind(Code grpc, int http) {
            this.grpc = grpc;
            this.http = http;
        }

        /** The status that gRPC has for it. */
        public Code grpcStatus() {
            return grpc;
        }

        /** As metrics count it, such as {@code no_model}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** All of them, as metrics count them. */
        public static List<String> labels() {
            return Arrays.stream(values()).map(Kind::label).toList();
        }
    }

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
                new Failure(Kind.INVALID, Kind.INVALID.http, e.getMessage(), e.violations(), Optional.empty(), e);
            case BodyBytes.TooLarge e -> of(Kind.INVALID, 413, e.getMessage(), e);
            case ContentCoding.Unknown e -> of(Kind.INVALID, 415, e.getMessage(), e);
            case AccessRefused e -> of(Kind.DENIED, Kind.DENIED.http, e.getMessage(), e);
            case NotLive e -> of(Kind.NOT_FOUND, Kind.NOT_FOUND.http, e.getMessage(), e);
            case NoModelYet e -> of(Kind.NO_MODEL, Kind.NO_MODEL.http, e.getMessage(), e);
            case Overloaded e ->
                new Failure(
                        Kind.OVERLOADED,
                        Kind.OVERLOADED.http,
                        e.getMessage(),
                        List.of(),
                        Optional.of(e.retryAfter()),
                        e);
            case ServerStopping e -> of(Kind.STOPPING, Kind.STOPPING.http, e.getMessage(), e);
            case BodyBytes.TooSlow e -> of(Kind.ABANDONED, 408, e.getMessage(), e);
            case CallAbandoned e -> of(Kind.ABANDONED, Kind.ABANDONED.http, e.getMessage(), e);
            default -> of(Kind.INTERNAL, Kind.INTERNAL.http, "the server failed: " + cause, cause);
        };
    }

    /** A request that no method of ours takes, or that the framework cannot read: the status is the framework's. */
    public static Failure ofFramework(WebApplicationException refusal) {
        int status = refusal.getResponse().getStatus();
        String message =
                switch (status) {
                    case 404 -> "there is no such path; /q/openapi lists those that there are";
                    case 405 -> "this path does not take that method; /q/openapi lists those that it takes";
                    case 406 -> "the answer cannot be in a type that the header Accept takes: it is application/json";
                    case 415 ->
                        "the body cannot be of that type; POST /v1/classify takes image/*, application/octet-stream or"
                                + " multipart/form-data, the others application/json";
                    default -> String.valueOf(refusal.getMessage());
                };
        return of(Kind.INVALID, status, message, refusal);
    }

    /** A body that is larger than it may be without having said so, or whose client has gone. */
    public static Failure ofUnreadBody(IOException problem) {
        return of(
                Kind.INVALID,
                Kind.INVALID.http,
                "the body cannot be read to its end: " + problem.getMessage(),
                problem);
    }

    /** The gRPC status's name for an HTTP answer; a passed deadline is not a cancellation there. */
    public String httpCode() {
        return switch (httpStatus) {
            case 404 -> Code.NOT_FOUND.name();
            case 405 -> Code.UNIMPLEMENTED.name();
            default -> kind == Kind.ABANDONED ? Code.DEADLINE_EXCEEDED.name() : kind.grpc.name();
        };
    }

    /** When an HTTP client is to try again. One that comes while the server goes down finds another soon. */
    public Optional<Duration> httpRetryAfter() {
        return retryAfter.or(() -> kind == Kind.STOPPING ? Optional.of(GOES_DOWN) : Optional.empty());
    }

    private static Failure of(Kind kind, int httpStatus, String message, Throwable cause) {
        return new Failure(kind, httpStatus, message, List.of(), Optional.empty(), cause);
    }

    private static String shortened(String text) {
        return Excerpt.of(text, LONGEST_TEXT);
    }

    /** Counts the calls that fail, and logs failures of the server. */
    public static final class Counter {

        private static final System.Logger LOG = System.getLogger(Failure.class.getName());

        private final ServingObserver observer;
        private final LogLimit limit = new LogLimit();

        public Counter(ServingObserver observer) {
            this.observer = observer;
        }

        /** What to tell the caller of a call that ends with this. To be asked once a call. */
        public Failure of(Throwable thrown) {
            return count(Failure.of(thrown));
        }

        /** Counts a failure. */
        public Failure count(Failure failure) {
            observer.rejected(failure.kind().label());
            if (failure.kind() == Kind.INTERNAL && limit.allows()) {
                LOG.log(System.Logger.Level.ERROR, "a call failed", failure.cause());
            }
            return failure;
        }
    }
}
