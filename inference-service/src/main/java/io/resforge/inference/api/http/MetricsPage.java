package io.resforge.inference.api.http;

import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Duration;

/**
 * Answers for metrics in place of the framework, which makes a page for each request, on as many threads as there are requests: a hundred
 * who asked at once took the processors from all calls. Ten pages a second are made at most, one at a time.
 */
@Singleton
@SuppressWarnings("deprecation") // the registry that the framework has
public class MetricsPage {

    /** After what counts and refuses requests. */
    private static final int PRIORITY = 999;

    private static final String PATH = "/q/metrics";
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** The two formats that the framework has, and the words by which a scraper is given the older one. */
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final Vertx vertx;
    private final PrometheusMeterRegistry registry;
    private final SharedPage<Buffer> text = page(TEXT);
    private final SharedPage<Buffer> openMetrics = page(OPEN_METRICS);

    MetricsPage(Vertx vertx, PrometheusMeterRegistry registry) {
        this.vertx = vertx;
        this.registry = registry;
    }

    void register(@Observes Filters filters) {
        filters.register(this::answer, PRIORITY);
    }

    private SharedPage<Buffer> page(String type) {
        return new SharedPage<>(() -> Buffer.buffer(registry.scrape(type)), PAUSE, this::later, System::nanoTime);
    }

    private void later(Duration delay, Runnable task) {
        if (delay.toMillis() > 0) {
            vertx.setTimer(delay.toMillis(), waited -> later(Duration.ZERO, task));
        } else {
            vertx.executeBlocking(
                    () -> {
                        task.run();
                        return true;
                    },
                    false);
        }
    }

    private void answer(RoutingContext request) {
        if (request.request().method() != HttpMethod.GET
                || !request.normalizedPath().equals(PATH)) {
            request.next();
            return;
        }
        String accept = request.request().getHeader(HttpHeaders.ACCEPT);
        boolean older = accept != null && (accept.contains("text/plain") || accept.contains("text/html"));
        Context loop = vertx.getOrCreateContext();
        (older ? text : openMetrics)
                .ask()
                .whenComplete((page, failure) ->
                        loop.runOnContext(now -> answer(request, older ? TEXT : OPEN_METRICS, page, failure)));
    }

    private static void answer(RoutingContext request, String type, Buffer page, Throwable failure) {
        if (failure != null) {
            request.fail(failure);
        } else if (!request.response().closed()) {
            request.response().putHeader(HttpHeaders.CONTENT_TYPE, type).end(page);
        }
    }
}
