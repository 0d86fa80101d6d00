package io.resforge.support.access;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.resforge.support.access.Access.Credentials;
import io.resforge.support.access.AccessTable.Row;
import io.resforge.support.html.ErrorPages;
import io.resforge.support.html.PageCookies;
import io.resforge.support.html.PageFrame;
import io.vertx.core.Context;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Lets HTTP requests in: before anything of a body is read. */
@Singleton
public final class HttpAccess {

    /** After what bounds connections, before what counts and reads requests. */
    public static final int PRIORITY = 1_001;

    /** After what answers for other sites' pages, which has 300. */
    private static final int AFTER_CORS = 50;

    /** For what a client still sends of a body that is not wanted: if the connection closed before, the answer could be lost. */
    private static final Duration BODY_TIME = Duration.ofSeconds(5);

    private static final double MILLIS_PER_SECOND = 1_000;

    private final Access access;
    private final AuditLog audit;
    private final ErrorPages errors;

    HttpAccess(Access access, AuditLog audit, ErrorPages errors) {
        this.access = access;
        this.audit = audit;
        this.errors = errors;
    }

    void register(@Observes Filters filters) {
        filters.register(request -> checkIf(!isPreflight(request.request()), request), PRIORITY);
        filters.register(request -> checkIf(isPreflight(request.request()), request), AFTER_CORS);
    }

    private void checkIf(boolean now, RoutingContext request) {
        if (now) {
            check(request);
        } else {
            request.next();
        }
    }

    private void check(RoutingContext request) {
        Optional<Row> row = AccessTable.ofRoute(request.request().method().name(), path(request));
        CompletableFuture<Principal> admitted =
                access.admit(row, credentials(request)).thenApply(principal -> withModel(principal, row, request));
        if (admitted.isDone()) {
            go(request, row, admitted);
        } else {
            request.request().pause();
            Context loop = request.vertx().getOrCreateContext();
            admitted.whenComplete((principal, failure) -> loop.runOnContext(now -> {
                go(request, row, admitted);
                request.request().resume();
            }));
        }
    }

    /**
     * What browsers ask before a request of another site's page. It brings no identity, and the framework answers by its rules for other
     * sites, if it has any. Else it would reach its route, some of which answer any method: so what is left then is looked at.
     */
    private static boolean isPreflight(HttpServerRequest request) {
        return request.method() == HttpMethod.OPTIONS && request.getHeader("Access-Control-Request-Method") != null;
    }

    private static String path(RoutingContext request) {
        return request.normalizedPath();
    }

    /** A browser brings its token in a cookie; a header counts before it. */
    private static Credentials credentials(RoutingContext context) {
        HttpServerRequest request = context.request();
        List<String> headers = request.headers().getAll("Authorization");
        return new Credentials(
                headers.isEmpty()
                        ? PageCookies.IDENTITY.of(context).stream()
                                .map(token -> "Bearer " + token)
                                .toList()
                        : headers,
                certificates(request),
                request.connection().remoteAddress().hostAddress());
    }

    private static List<Certificate> certificates(HttpServerRequest request) {
        try {
            return request.isSSL() ? request.connection().peerCertificates() : List.of();
        } catch (SSLPeerUnverifiedException e) {
            return List.of(); // the client has shown none
        }
    }

    private Principal withModel(Principal principal, Optional<Row> row, RoutingContext request) {
        if (access.isOn() && row.isPresent() && row.get().namesModel()) {
            models(row.get(), request).forEach(model -> access.requireModel(row.get(), principal, model));
        }
        return principal;
    }

    /** Those that a request names; a parameter that is there twice is refused later, and must not hide one here. */
    private static List<String> models(Row row, RoutingContext request) {
        if (row.model().startsWith("?")) {
            List<String> values = request.queryParam(row.model().substring(1));
            return values.isEmpty() ? List.of("") : values;
        }
        return List.of(QueryStringDecoder.decodeComponent(
                AccessTable.part(row, path(request)).replace("+", "%2B")));
    }

    private void go(RoutingContext request, Optional<Row> row, CompletableFuture<Principal> admitted) {
        String from = request.request().connection().remoteAddress().hostAddress();
        String requestId = AuditLog.requestId(request.request().getHeader("X-Request-Id"));
        if (admitted.isCompletedExceptionally()) {
            String call = row.map(Row::call).orElse("an unknown path");
            AccessRefused refusal = access.refusal(admitted.exceptionNow(), call, from);
            row.filter(Row::changes)
                    .ifPresent(it -> audit.refused(new Requester(refusal.principal(), from, requestId), it, refusal));
            refuse(request, refusal);
        } else {
            Requester requester = new Requester(admitted.resultNow(), from, requestId);
            requester.attachTo(request);
            if (requester.principal().isProved()) {
                PageFrame.identify(request, requester.principal().name());
            }
            row.filter(Row::changes)
                    .ifPresent(it -> request.addEndHandler(ended -> audit.ended(
                            requester, it, outcome(request.response().getStatusCode()), null)));
            request.next();
        }
    }

    private static String outcome(int status) {
        return status < 400 ? "OK" : "HTTP " + status;
    }

    /** Does something in the name of who made a request, as that is known of a gRPC call. */
    public void inNameOf(RoutingContext request, Runnable work) {
        Requester.of(request).in(io.grpc.Context.ROOT).run(work);
    }

    /**
     * Requires that who made a request still may: its identity may have expired since, or lost a role.
     *
     * @throws AccessRefused if it may not any more
     */
    public void requireStill(RoutingContext request) {
        Optional<Row> row = AccessTable.ofRoute(request.request().method().name(), path(request));
        join(access.allow(row, credentials(request)).thenApply(principal -> withModel(principal, row, request)));
    }

    /**
     * Requires a token that proves a principal.
     *
     * @throws AccessRefused if it does not, or that cannot be told
     */
    public void requireKnown(RoutingContext request, String token) {
        try {
            join(access.known(token));
        } catch (AccessRefused refusal) {
            throw access.refusal(refusal, "a login", credentials(request).from());
        }
    }

    private static void join(CompletableFuture<Principal> admitted) {
        try {
            admitted.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof AccessRefused refusal) {
                throw refusal;
            }
            throw e;
        }
    }

    private void refuse(RoutingContext request, AccessRefused refusal) {
        JsonObject body = new JsonObject();
        refusal.retryAfter().ifPresent(delay -> {
            body.put("retry_after_ms", delay.toMillis());
            long seconds = (long) Math.max(1, Math.ceil(delay.toMillis() / MILLIS_PER_SECOND));
            request.response().putHeader("Retry-After", Long.toString(seconds));
        });
        if (refusal.reason() == AccessRefused.Reason.UNAUTHENTICATED) {
            request.response().putHeader("WWW-Authenticate", "Bearer realm=\"resforge\"");
        }
        HttpServerRequest rest = request.request();
        if (!rest.isEnded()) {
            long timer = request.vertx()
                    .setTimer(BODY_TIME.toMillis(), late -> rest.connection().close());
            rest.endHandler(read -> request.vertx().cancelTimer(timer));
            rest.exceptionHandler(broken -> request.vertx().cancelTimer(timer));
        }
        if (refusal.principal().isProved()) {
            PageFrame.identify(request, refusal.principal().name());
        }
        errors.answer(
                request, refusal.httpStatus(), refusal.grpcStatus().getCode().name(), refusal.getMessage(), body);
    }
}
