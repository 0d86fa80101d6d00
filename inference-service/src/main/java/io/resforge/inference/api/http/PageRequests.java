package io.resforge.inference.api.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Turns away what a browser sends for a page of another site: a person who looks at such a page would be a caller without knowing. A name in
 * the address bar proves nothing, since a site's owner can have it mean this machine at any moment (DNS rebinding); so pages must have come
 * from an address or localhost, or be among those that {@code quarkus.http.cors.origins} lists. What only reads goes on, since browsers
 * keep its answers from other sites' pages.
 */
@Singleton
public class PageRequests {

    /** Before anything is counted or read. */
    private static final int FIRST = 2_000;

    private static final int FORBIDDEN = 403;
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Set<String> FROM_ELSEWHERE = Set.of("cross-site", "same-site");
    private static final String FETCH_SITE = "Sec-Fetch-Site";
    private static final String ORIGIN = "Origin";
    private static final Pattern MEANS_ONE_MACHINE =
            Pattern.compile("localhost|[a-z0-9.-]+\\.localhost|[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+|\\[[0-9a-f:.]+]");

    private final Set<String> allowed;

    PageRequests(@ConfigProperty(name = "quarkus.http.cors.origins") Optional<List<String>> allowed) {
        this.allowed = Set.copyOf(allowed.orElse(List.of()));
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, FIRST);
    }

    private void check(RoutingContext request) {
        if (READING.contains(request.request().method()) || isFromOwnPage(request.request())) {
            request.next();
        } else {
            refuse(request);
        }
    }

    /** Programs send neither header; browsers send at least one with whatever is not only read. */
    private boolean isFromOwnPage(HttpServerRequest request) {
        String origin = request.getHeader(ORIGIN);
        String site = request.getHeader(FETCH_SITE);
        if (origin == null && site == null || origin != null && allowed.contains(origin)) {
            return true;
        }
        if (site != null && FROM_ELSEWHERE.contains(site.strip().toLowerCase(Locale.ROOT))) {
            return false;
        }
        String host = String.valueOf(request.getHeader(HttpHeaders.HOST)).toLowerCase(Locale.ROOT);
        String name = host.replaceFirst(":[0-9]*$", "");
        return MEANS_ONE_MACHINE.matcher(name).matches()
                && (origin == null || host.equals(authority(origin.toLowerCase(Locale.ROOT))));
    }

    /** Empty where a browser does not say. */
    private static String authority(String origin) {
        try {
            return String.valueOf(new URI(origin).getRawAuthority());
        } catch (URISyntaxException e) {
            return "";
        }
    }

    private static void refuse(RoutingContext request) {
        request.response().putHeader("Connection", "close");
        HttpErrors.answer(
                request,
                FORBIDDEN,
                "PERMISSION_DENIED",
                "a page of another site must not send this; quarkus.http.cors.origins lists the sites whose pages may",
                new JsonObject());
    }
}
