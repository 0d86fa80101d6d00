package io.resforge.inference.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.resforge.inference.batcher.Stopping;
import io.resforge.inference.classify.InvalidRequest;
import io.resforge.inference.edge.CallDrain;
import io.resforge.inference.edge.Failures;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.inference.telemetry.ServingObserver.Rejection;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Has {@link CallDrain} count the requests of our own interfaces, and turns away those that come while the server goes down. Health and
 * metrics answer to the end.
 */
@Singleton
public class CountedRequests {

    /** Before the framework's own handlers. */
    private static final int FIRST = 1_000;

    private static final int BAD_REQUEST = 400;
    private static final int CONTENT_TOO_LARGE = 413;

    private static final String ENDED = "resforge-ended";

    private final CallDrain calls;
    private final ServingObserver observer;
    private final Failures failures;
    private final long largest;

    CountedRequests(
            CallDrain calls,
            ServingObserver observer,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize largest) {
        this.calls = calls;
        this.observer = observer;
        this.largest = largest.asLongValue();
        this.failures = new Failures(observer);
    }

    void register(@Observes Filters filters) {
        filters.register(this::count, FIRST);
    }

    private void count(RoutingContext request) {
        String path = request.normalizedPath();
        if (!path.startsWith("/v1/") && !path.startsWith("/v2/") && !path.equals("/v2")) {
            request.next();
        } else if (isTooLarge(request)) {
            refuse(request);
        } else if (malformed(request).isPresent()) {
            end(
                    request,
                    BAD_REQUEST,
                    ErrorBody.of(failures.of(malformed(request).get())));
        } else if (calls.enter()) {
            CompletableFuture<Void> ended = new CompletableFuture<>();
            ended.thenRun(calls::leave);
            request.put(ENDED, ended);
            // A connection that breaks while the answer is written ends twice.
            request.addEndHandler(end -> ended.complete(null));
            request.next();
        } else {
            turnAway(request);
        }
    }

    /**
     * Is completed when a request that was let in has ended. What is to happen then is added to it rather than to the request, which its
     * event loop alone may touch.
     */
    static CompletableFuture<Void> ended(RoutingContext request) {
        return Objects.requireNonNull(request.get(ENDED), "a request that was not let in");
    }

    /** What is wrong with the type of the body, by which the framework would fail. */
    private static Optional<InvalidRequest> malformed(RoutingContext request) {
        String type = request.request().getHeader(HttpHeaders.CONTENT_TYPE);
        try {
            Optional.ofNullable(type).ifPresent(ContentType::parse);
            return Optional.empty();
        } catch (InvalidRequest e) {
            return Optional.of(e);
        }
    }

    private boolean isTooLarge(RoutingContext request) {
        return length(request) > largest;
    }

    /** What the client says; 0 if it says nothing. The framework has refused what is no number. */
    private static long length(RoutingContext request) {
        String length = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length);
    }

    /** The framework would refuse it too, but without a word. */
    private void refuse(RoutingContext request) {
        observer.rejected(Rejection.INVALID);
        ErrorBody error = new ErrorBody(
                "a body must have at most " + largest + " bytes, had " + length(request),
                "INVALID_ARGUMENT",
                List.of(),
                null);
        end(request, CONTENT_TOO_LARGE, error);
    }

    private void turnAway(RoutingContext request) {
        request.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
        end(request, ErrorBody.SERVICE_UNAVAILABLE, ErrorBody.of(failures.of(new Stopping())));
    }

    /** Answers, and has the client open another connection for its next request. */
    private static void end(RoutingContext request, int code, ErrorBody error) {
        request.response()
                .setStatusCode(code)
                .putHeader("Connection", "close")
                .putHeader(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON)
                .end(new JsonObject()
                        .put("error", error.error())
                        .put("status", error.status())
                        .encode());
    }
}
