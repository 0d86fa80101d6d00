package io.resforge.support.html;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** What browsers are told with each answer: to take it as what it says it is, and of pages to load nothing but our own. */
@Singleton
public final class PageHeaders {

    /** Before all others: refusals have the headers too. */
    private static final int FIRST = 3_000;

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; media-src 'self' blob:;"
            + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    void register(@Observes Filters filters) {
        filters.register(PageHeaders::add, FIRST);
    }

    private static void add(RoutingContext request) {
        request.addHeadersEndHandler(now -> {
            MultiMap headers = request.response().headers();
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("Referrer-Policy", "same-origin");
            String type = headers.get("Content-Type");
            if (type != null && type.startsWith("text/html")) {
                if (!headers.contains("Content-Security-Policy")) {
                    headers.set("Content-Security-Policy", POLICY);
                }
                headers.set("X-Frame-Options", "DENY");
                headers.set("Cross-Origin-Opener-Policy", "same-origin");
                if (!headers.contains("Cache-Control")) {
                    headers.set("Cache-Control", "no-store");
                }
            }
        });
        request.next();
    }
}
