package io.resforge.inference.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.resforge.inference.batcher.Stopping;
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
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Has {@link CallDrain} count the requests of our own interfaces, and turns away those that come while the server goes down. Health and
 * metrics answer to the end.
 */
@Singleton
public class CountedRequests {

    /** Before the framework's own handlers. */
    private static final int FIRST = 1_000;

    private static final int CONTENT_TOO_LARGE = 413;

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
        } else if (calls.enter()) {
            // A connection that breaks while the answer is written ends twice.
            AtomicBoolean left = new AtomicBoolean();
            request.addEndHandler(ended -> {
                if (left.compareAndSet(false, true)) {
                    calls.leave();
                }
            });
            request.next();
        } else {
            turnAway(request);
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
