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
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Answers for metrics in place of the framework, which makes a page for each request at once: a hundred scrapes took
 * the processors from all calls. Here ten pages a second are made at most, one at a time.
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
            request.response().putHeader(HttpHeaders.CONTENT_TYPE, type);
            if (request.response().writeQueueFull()) {
                // The client has not read the page before this one: another would stay in memory.
                request.response().drainHandler(drained -> request.response().end(page));
            } else {
                request.response().end(page);
            }
        }
    }

    /**
     * A page that is made one at a time, with a pause between two. All who ask meanwhile get the same one, which is
     * begun after each of them has asked.
     */
    static final class SharedPage<T> {

        private final Supplier<T> maker;
        private final Duration pause;
        private final BiConsumer<Duration, Runnable> later;
        private final LongSupplier clock;
        private CompletableFuture<T> next;
        private boolean busy;
        private boolean any;
        private long begun;

        /**
         * @param pause from the beginning of one page to that of the next
         * @param later does something after a time, on a thread that may be kept
         * @param clock counts nanoseconds
         */
        SharedPage(Supplier<T> maker, Duration pause, BiConsumer<Duration, Runnable> later, LongSupplier clock) {
            this.maker = maker;
            this.pause = pause;
            this.later = later;
            this.clock = clock;
        }

        synchronized CompletableFuture<T> ask() {
            if (next == null) {
                next = new CompletableFuture<>();
            }
            CompletableFuture<T> asked = next;
            if (!busy) {
                busy = true;
                schedule();
            }
            return asked;
        }

        private void schedule() {
            long left = any ? Math.max(0, pause.toNanos() - (clock.getAsLong() - begun)) : 0;
            try {
                later.accept(Duration.ofNanos(left), this::make);
            } catch (
                    RuntimeException
                            e) { // the threads have ended: nothing is under way, so that the next who asks tries again
                busy = false;
                fail(e);
            }
        }

        private void fail(RuntimeException e) {
            CompletableFuture<T> asked = next;
            next = null;
            asked.completeExceptionally(e);
        }

        private void make() {
            CompletableFuture<T> asked = begin();
            try {
                asked.complete(maker.get());
            } catch (Throwable e) { // an Error, too, is told to all who wait for this page
                asked.completeExceptionally(e);
            }
            end();
        }

        private synchronized CompletableFuture<T> begin() {
            CompletableFuture<T> asked = next;
            next = null;
            any = true;
            begun = clock.getAsLong();
            return asked;
        }

        private synchronized void end() {
            busy = next != null;
            if (busy) {
                schedule();
            }
        }
    }
}
