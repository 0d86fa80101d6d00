package io.resforge.inference.api.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.resforge.inference.api.Failure;
import io.resforge.inference.classify.InvalidRequest.Violation;
import io.resforge.inference.telemetry.ServingObserver;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Writes failures as HTTP answers; what they mean, and their codes, {@link Failure} says. */
@Singleton
public class HttpErrors {

    private static final long MILLIS_PER_SECOND = 1_000;

    private final Failure.Counter failures;

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

            @Schema(description = "Each field that is wrong.")
            List<Violation> violations,

            @Schema(description = "When it is worth to try again, in milliseconds.") @JsonProperty("retry_after_ms")
            Long retryAfterMs) {

        static ErrorBody of(Failure failure) {
            return new ErrorBody(
                    failure.message(),
                    failure.httpCode(),
                    failure.violations(),
                    failure.retryAfter().map(Duration::toMillis).orElse(null));
        }
    }

    HttpErrors(ServingObserver observer) {
        this.failures = new Failure.Counter(observer);
    }

    /** A request that no method takes, or that the framework cannot read. */
    @ServerExceptionMapper
    public Response refused(WebApplicationException refusal) {
        Failure failure = failures.count(Failure.ofFramework(refusal));
        return answer(Response.fromResponse(refusal.getResponse()), failure);
    }

    /** A body that is larger than it may be without having said so, or whose client has gone. */
    @ServerExceptionMapper
    public Response unread(IOException problem) {
        Failure failure = failures.count(Failure.ofUnreadBody(problem));
        return answer(Response.status(failure.httpStatus()), failure);
    }

    /** Everything else. */
    @ServerExceptionMapper
    public Response failed(Throwable thrown) {
        Failure failure = failures.of(thrown);
        Response.ResponseBuilder response = Response.status(failure.httpStatus());
        failure.httpRetryAfter().ifPresent(delay -> response.header(HttpHeaders.RETRY_AFTER, wholeSeconds(delay)));
        return answer(response, failure);
    }

    private static Response answer(Response.ResponseBuilder response, Failure failure) {
        return response.type(MediaType.APPLICATION_JSON)
                .entity(ErrorBody.of(failure))
                .build();
    }

    /** Answers a request that no method is to see. */
    static void answer(RoutingContext request, Failure failure) {
        JsonObject body = new JsonObject();
        failure.retryAfter().ifPresent(delay -> body.put("retry_after_ms", delay.toMillis()));
        failure.httpRetryAfter().ifPresent(delay -> request.response()
                .putHeader(HttpHeaders.RETRY_AFTER, Long.toString(wholeSeconds(delay))));
        answer(request, failure.httpStatus(), failure.httpCode(), failure.message(), body);
    }

    /** Answers with a status, its name among gRPC's, and one sentence. */
    static void answer(RoutingContext request, int httpStatus, String status, String error, JsonObject more) {
        request.response()
                .setStatusCode(httpStatus)
                .putHeader(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON)
                .end(more.put("error", error).put("status", status).encode() + "\n");
    }

    /** HTTP knows no fractions here; the body does. */
    private static long wholeSeconds(Duration delay) {
        return Math.max(1, Math.ceilDiv(delay.toMillis(), MILLIS_PER_SECOND));
    }
}
