package io.resforge.inference.api.http;


import io.resforge.inference.api.BodyBytes;
import io.resforge.inference.api.Failure;
import io.resforge.inference.api.FailureCounter;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.inference.telemetry.ServingObserver.Rejection;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Spells failures as HTTP answers. */
@Singleton
public class HttpErrors {

    private static final long MILLIS_PER_SECOND = 1_000;

    private final ServingObserver observer;
    private final FailureCounter failures;

    HttpErrors(ServingObserver observer) {
        this.observer = observer;
        this.failures = new FailureCounter(observer);
    }

    /** A request that no method takes, or that the framework cannot read. */
    @ServerExceptionMapper
    public Response refused(WebApplicationException refusal) {
        observer.rejected(Rejection.INVALID);
        int code = refusal.getResponse().getStatus();
        return Response.fromResponse(refusal.getResponse())
                .type(MediaType.APPLICATION_JSON)
                .entity(new ErrorBody(words(code, refusal), status(code), List.of(), null))
                .build();
    }

    /** A body that is larger than it may be without having said so, or whose client has gone. */
    @ServerExceptionMapper
    public Response unread(IOException problem) {
        observer.rejected(Rejection.INVALID);
        ErrorBody error = new ErrorBody(
                "the body cannot be read to its end: " + problem.getMessage(), "INVALID_ARGUMENT", List.of(), null);
        return Response.status(Response.Status.BAD_REQUEST)
                .type(MediaType.APPLICATION_JSON)
                .entity(error)
                .build();
    }

    /** Everything else. */
    @ServerExceptionMapper
    public Response failed(Throwable thrown) {
        Failure failure = failures.of(thrown);
        int code = failure.cause() instanceof BodyBytes.TooLarge
                ? Response.Status.REQUEST_ENTITY_TOO_LARGE.getStatusCode()
                : ErrorBody.code(failure.reason());
        Response.ResponseBuilder response =
                Response.status(code).type(MediaType.APPLICATION_JSON).entity(ErrorBody.of(failure));
        failure.retryAfter().ifPresent(delay -> response.header(HttpHeaders.RETRY_AFTER, wholeSeconds(delay)));
        return response.build();
    }

    /** HTTP knows no fractions here; the body does. */
    static long wholeSeconds(Duration delay) {
        return Math.max(1, Math.ceilDiv(delay.toMillis(), MILLIS_PER_SECOND));
    }

    private static String words(int code, WebApplicationException refusal) {
        return switch (code) {
            case 404 -> "there is no such path; /q/openapi lists those that there are";
            case 405 -> "this path does not take that method; /q/openapi lists those that it takes";
            case 406 -> "the answer cannot be in a type that the header Accept takes: it is application/json";
            case 415 ->
                "the body cannot be of that type; POST /v1/classify takes image/*, application/octet-stream or"
                        + " multipart/form-data, the others application/json";
            default -> String.valueOf(refusal.getMessage());
        };
    }

    private static String status(int code) {
        return switch (code) {
            case 404 -> "NOT_FOUND";
            case 405 -> "UNIMPLEMENTED";
            default -> "INVALID_ARGUMENT";
        };
    }
}
