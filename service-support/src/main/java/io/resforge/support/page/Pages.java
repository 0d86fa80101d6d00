package io.resforge.support.page;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.quarkus.runtime.ShutdownEvent;
import io.resforge.support.access.AccessRefused;
import io.resforge.support.access.AccessTable;
import io.resforge.support.access.HttpAccess;
import io.resforge.support.html.ErrorPages;
import io.resforge.support.html.PageCookies;
import io.resforge.support.html.PageFrame;
import io.resforge.support.page.PageFailures.PageFailure;
import io.resforge.support.page.PageRequest.WrongPageRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * The pages of a service. Each request is worked on by a virtual thread of its own, in the name of its caller, as calls over gRPC are; at
 * most so many at a time, and with bounded bodies. A path has a row in {@link AccessTable}, or the service does not start.
 */
@Singleton
public final class Pages {

    private static final Logger LOG = Logger.getLogger(Pages.class);
    private static final int MOST_AT_A_TIME = 64;
    private static final int MOST_STREAMS = 256;
    private static final int LARGEST_FORM = 64 << 10;
    private static final int MOST_FIELDS = 200;
    private static final Duration FORM_TIME = Duration.ofSeconds(10);
    private static final int WRONG = 400;
    private static final int TOO_LATE = 408;
    private static final int TOO_LARGE = 413;
    private static final int BUSY = 503;

    private static final String OF_OTHERS = "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline';"
            + " style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'";
    private static final Map<String, String> OTHERS_TYPES = Map.of(
            "html", "text/html;charset=UTF-8",
            "md", "text/plain;charset=UTF-8",
            "json", "application/json",
            "svg", "image/svg+xml",
            "png", "image/png");

    private final PageFrame frame;
    private final ErrorPages errors;
    private final PageFailures failures;
    private final HttpAccess access;
    private final Semaphore free = new Semaphore(MOST_AT_A_TIME);
    private final Set<PageStream> streams = ConcurrentHashMap.newKeySet();

    Pages(PageFrame frame, ErrorPages errors, PageFailures failures, HttpAccess access) {
        this.frame = frame;
        this.errors = errors;
        this.failures = failures;
        this.access = access;
    }

    /** Has a path answered for reading. @param path with its variable parts in braces, as {@link AccessTable} has it */
    public void get(Router router, String path, Function<PageRequest, PageAnswer> page) {
        router.route(known(HttpMethod.GET, path))
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(context ->
                        work(context, () -> answer(context, page.apply(new PageRequest(context, Map.of())))));
    }

    /** Has a path take forms, of our own pages only. */
    public void post(Router router, String path, Function<PageRequest, PageAnswer> page) {
        router.route(known(HttpMethod.POST, path))
                .method(HttpMethod.POST)
                .handler(context -> read(context, form -> {
                    if (!PageCookies.isOwnForm(context, word(context, form))) {
                        tell(
                                context,
                                new PageFailure(
                                        WRONG,
                                        "INVALID_ARGUMENT",
                                        "This form is too old, or of another page."
                                                + " Load its page again; cookies of this site must be allowed."));
                        return;
                    }
                    form.remove(PageCookies.FORM_FIELD);
                    work(context, () -> answer(context, page.apply(new PageRequest(context, form))));
                }));
    }

    /**
     * Has a path answered by a stream of events.
     *
     * @param interval between two looks
     */
    public void stream(Router router, String path, Duration interval, Function<PageRequest, PageStream.Source> source) {
        router.route(known(HttpMethod.GET, path))
                .method(HttpMethod.GET)
                .handler(context -> stream(context, interval, source));
    }

    /** Answers every path that has no other answer. */
    public void notFound(Router router) {
        router.route().last().handler(errors::notFound);
    }

    /** Renders a part of a page, as for an event of a stream. */
    public String render(PageRequest request, String template, Map<String, Object> data) {
        return frame.render(request.context(), template, data);
    }

    void stop(@Observes ShutdownEvent event) {
        streams.forEach(PageStream::stop);
    }

    private static String known(HttpMethod method, String path) {
        if (AccessTable.ofRoute(method.name(), path).isEmpty()) {
            throw new IllegalStateException("no row says who may do this: " + method + " " + path);
        }
        return path.replaceAll("\\{([a-z]+)}", ":$1");
    }

    private void work(RoutingContext context, Runnable work) {
        if (!free.tryAcquire()) {
            context.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
            tell(context, new PageFailure(BUSY, "UNAVAILABLE", "Too many pages are being made; try again."));
            return;
        }
        Thread.ofVirtual().name("page").start(() -> {
            try {
                access.inNameOf(context, () -> attempt(context, work));
            } finally {
                free.release();
            }
        });
    }

    private void attempt(RoutingContext context, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            tell(context, failure(e));
        } catch (Error e) { // the browser must not wait for ever
            tell(context, failures.of(new IllegalStateException(e)));
            throw e;
        }
    }

    private PageFailure failure(RuntimeException failure) {
        return switch (failure) {
            case WrongPageRequest e -> new PageFailure(WRONG, "INVALID_ARGUMENT", e.getMessage());
            case AccessRefused e ->
                new PageFailure(e.httpStatus(), e.grpcStatus().getCode().name(), e.getMessage());
            default -> failures.of(failure);
        };
    }

    private void tell(RoutingContext context, PageFailure failure) {
        context.vertx()
                .getOrCreateContext()
                .runOnContext(now ->
                        errors.answer(context, failure.status(), failure.code(), failure.sentence(), new JsonObject()));
    }

    private void answer(RoutingContext context, PageAnswer answer) {
        HttpServerResponse response = context.response();
        switch (answer) {
            case PageAnswer.Html(int status, String template, Map<String, Object> data) -> {
                Buffer page = Buffer.buffer(frame.render(context, template, data));
                send(response.setStatusCode(status), "text/html;charset=UTF-8", page);
            }
            case PageAnswer.Content(String type, byte[] bytes) -> send(response, type, Buffer.buffer(bytes));
            case PageAnswer.Foreign(String name, byte[] bytes) ->
                send(
                        response.putHeader("Content-Security-Policy", OF_OTHERS),
                        OTHERS_TYPES.getOrDefault(
                                name.substring(name.lastIndexOf('.') + 1), "application/octet-stream"),
                        Buffer.buffer(bytes));
            case PageAnswer.SeeOther(String path) ->
                send(response.setStatusCode(303).putHeader(HttpHeaders.LOCATION, path), "text/plain", Buffer.buffer());
        }
    }

    private static void send(HttpServerResponse response, String type, Buffer content) {
        if (!response.headers().contains(HttpHeaders.CACHE_CONTROL)) {
            response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, type).end(content);
    }

    private static String word(RoutingContext context, Map<String, List<String>> form) {
        String header = context.request().getHeader(PageCookies.FORM_HEADER);
        List<String> fields = form.getOrDefault(PageCookies.FORM_FIELD, List.of());
        return header != null ? header : fields.size() == 1 ? fields.getFirst() : null;
    }

    /** Reads a form on the event loop, so that a slow client holds no thread. */
    private void read(RoutingContext context, java.util.function.Consumer<Map<String, List<String>>> then) {
        Buffer body = Buffer.buffer();
        long timer = context.vertx().setTimer(FORM_TIME.toMillis(), late -> {
            tell(context, new PageFailure(TOO_LATE, "DEADLINE_EXCEEDED", "The form came too slowly."));
            context.request().connection().close();
        });
        context.request().exceptionHandler(broken -> context.vertx().cancelTimer(timer));
        context.request().handler(piece -> {
            if (body.length() <= LARGEST_FORM) {
                body.appendBuffer(piece);
            }
        });
        context.request().endHandler(read -> {
            context.vertx().cancelTimer(timer);
            if (body.length() > LARGEST_FORM) {
                tell(context, new PageFailure(TOO_LARGE, "INVALID_ARGUMENT", "A form may have at most 64 KiB."));
            } else {
                fields(context, body, then);
            }
        });
    }

    private void fields(
            RoutingContext context, Buffer body, java.util.function.Consumer<Map<String, List<String>>> then) {
        Map<String, List<String>> fields;
        try {
            fields = new HashMap<>(new QueryStringDecoder(
                            body.toString(StandardCharsets.UTF_8), StandardCharsets.UTF_8, false, MOST_FIELDS)
                    .parameters());
        } catch (IllegalArgumentException e) {
            tell(context, new PageFailure(WRONG, "INVALID_ARGUMENT", "The form cannot be read."));
            return;
        }
        then.accept(fields);
    }

    private void stream(RoutingContext context, Duration interval, Function<PageRequest, PageStream.Source> source) {
        PageStream stream = new PageStream(context.response(), interval);
        if (streams.size() >= MOST_STREAMS) {
            context.response().putHeader(HttpHeaders.RETRY_AFTER, "10");
            tell(context, new PageFailure(BUSY, "UNAVAILABLE", "Too many pages are followed live."));
            return;
        }
        streams.add(stream);
        context.addEndHandler(ended -> stream.stop());
        Thread.ofVirtual().name("page-stream").start(() -> {
            try {
                access.inNameOf(context, () -> attempt(context, () -> follow(context, stream, source)));
            } finally {
                streams.remove(stream);
            }
        });
    }

    private void follow(RoutingContext context, PageStream stream, Function<PageRequest, PageStream.Source> source) {
        HttpServerResponse response = context.response();
        try (PageStream.Source looked = source.apply(new PageRequest(context, Map.of()))) {
            response.setChunked(true)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .putHeader("X-Accel-Buffering", "no")
                    .write("retry: 3000\n\n");
            stream.run(looked, () -> access.requireStill(context));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            if (!response.headWritten()) {
                throw e;
            }
            LOG.debugf("A page's stream ended: %s", failure(e).sentence());
        } finally {
            if (response.headWritten() && !response.ended() && !response.closed()) {
                response.end();
            }
        }
    }
}
