package io.resforge.inference.api.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.resforge.inference.api.CallDrain;
import io.resforge.inference.api.Failure;
import io.resforge.inference.batching.ServerStopping;
import io.resforge.inference.classify.InvalidRequest;
import io.resforge.inference.telemetry.ServingObserver;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Has {@link CallDrain} count the requests of our own interfaces, and turns away those that come while the server goes down. Health and
 * metrics answer to the end.
 */
@Singleton
public class CountedRequests {

    /** Before the framework's own handlers. */
    private static final int FIRST = 1_000;

    private static final String ENDED = "resforge-ended";

    private final CallDrain calls;
    private final Failure.Counter failures;

    CountedRequests(CallDrain calls, ServingObserver observer) {
        this.calls = calls;
        this.failures = new Failure.Counter(observer);
    }

    void register(@Observes Filters filters) {
        filters.register(this::count, FIRST);
    }

    /** Whether a path is of our own interfaces, and not of the framework's. */
    static boolean isOurs(String path) {
        return path.startsWith("/v1/") || path.startsWith("/v2/") || path.equals("/v2");
    }

    private void count(RoutingContext request) {
        if (!isOurs(request.normalizedPath())) {
            request.next();
        } else if (malformed(request).isPresent()) {
            HttpErrors.answer(request, failures.of(malformed(request).get()));
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

    /** Has the client open another connection for its next request, elsewhere perhaps. */
    private void turnAway(RoutingContext request) {
        request.response().putHeader("Connection", "close");
        HttpErrors.answer(request, failures.of(new ServerStopping()));
    }
}
