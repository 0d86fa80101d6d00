package io.resforge.inference.api.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.resforge.inference.api.CallDrain;
import io.resforge.inference.api.Failure;
import io.resforge.inference.batching.Batcher.ServerStopping;
import io.resforge.inference.classify.InvalidRequest;
import io.resforge.inference.telemetry.CallMetrics;
import io.resforge.inference.telemetry.CallMetrics.CallKind;
import io.resforge.inference.telemetry.MeterFactory;
import io.resforge.inference.telemetry.ServingObserver;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/**
 * Has {@link CallDrain} count the requests of our own interfaces, and refuses them during shutdown. Health and metrics
 * answer to the end. Measures those that classify.
 */
@Singleton
public class CountedRequests {

    /** Before the framework's own handlers. */
    private static final int FIRST = 1_000;

    private static final Pattern INFER = Pattern.compile("/v2/models/[^/]+(/versions/[^/]+)?/infer");

    private static final String ENDED = "resforge-ended";

    private final CallDrain calls;
    private final CallMetrics metrics;
    private final Failure.Counter failures;

    CountedRequests(CallDrain calls, ServingObserver observer, MeterFactory metrics) {
        this.calls = calls;
        this.metrics = metrics.calls();
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
            return;
        }
        kind(request).ifPresent(kind -> measure(kind, request));
        if (malformed(request).isPresent()) {
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

    /** What a request asks, if it is to classify. */
    private static Optional<CallKind> kind(RoutingContext request) {
        String path = request.normalizedPath();
        if (!request.request().method().equals(HttpMethod.POST)) {
            return Optional.empty();
        }
        if (path.equals("/v1/classify")) {
            return Optional.of(CallKind.HTTP_CLASSIFY);
        }
        return INFER.matcher(path).matches() ? Optional.of(CallKind.HTTP_MODEL_INFER) : Optional.empty();
    }

    private void measure(CallKind kind, RoutingContext request) {
        long began = System.nanoTime();
        AtomicBoolean told = new AtomicBoolean();
        request.addEndHandler(end -> {
            if (told.compareAndSet(false, true)) {
                String code =
                        end.failed() ? "CANCELLED" : code(request.response().getStatusCode());
                metrics.ended(kind, code, System.nanoTime() - began);
            }
        });
    }

    /** The name that gRPC has for an answer like this. */
    static String code(int httpStatus) {
        return switch (httpStatus) {
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 408, 504 -> "DEADLINE_EXCEEDED";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 503 -> "UNAVAILABLE";
            default -> httpStatus < 400 ? "OK" : httpStatus < 500 ? "INVALID_ARGUMENT" : "INTERNAL";
        };
    }

    /**
     * Is completed when a request has ended. Actions are added to it, since only the event loop may touch the request.
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
