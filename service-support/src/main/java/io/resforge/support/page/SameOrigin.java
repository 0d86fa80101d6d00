package io.resforge.support.page;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.resforge.support.html.ErrorPages;
import io.resforge.support.html.PageCookies;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Refuses what a browser sends for a page of another site. A host name proves nothing, since its owner can have it mean
 * this machine (DNS rebinding); so pages must come from an address or localhost, or be among {@code
 * quarkus.http.cors.origins}. Reads go on, since browsers keep their answers from other sites' pages.
 */
@Singleton
public class SameOrigin {

    /** Before anything is counted or read. */
    private static final int FIRST = 2_000;

    private static final int FORBIDDEN = 403;
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String OTHER_SITE =
            "a page of another site must not send this; quarkus.http.cors.origins lists the sites whose pages may";
    private static final String NO_WORD =
            "a request with the cookie of a login needs the header X-Form-Token as well, with the word of its page";
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Set<String> FROM_ELSEWHERE = Set.of("cross-site", "same-site");
    private static final String FETCH_SITE = "Sec-Fetch-Site";
    private static final String ORIGIN = "Origin";
    private static final Pattern MEANS_ONE_MACHINE =
            Pattern.compile("localhost|[a-z0-9.-]+\\.localhost|[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+|\\[[0-9a-f:.]+]");

    private final Set<String> allowed;
    private final ErrorPages errors;

    SameOrigin(@ConfigProperty(name = "quarkus.http.cors.origins") Optional<List<String>> allowed, ErrorPages errors) {
        this.allowed = Set.copyOf(allowed.orElse(List.of()));
        this.errors = errors;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, FIRST);
    }

    private void check(RoutingContext request) {
        if (READING.contains(request.request().method())) {
            request.next();
        } else if (!isFromOwnPage(request.request())) {
            refuse(request, OTHER_SITE);
        } else if (isByCookieAlone(request) && !PageCookies.isOwnForm(request, header(request))) {
            refuse(request, NO_WORD);
        } else {
            request.next();
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

    /** A form says so in its body, which {@link Pages} looks at. */
    private static boolean isByCookieAlone(RoutingContext request) {
        String type = request.request().getHeader(HttpHeaders.CONTENT_TYPE);
        boolean form = type != null && type.startsWith(FORM) && !ErrorPages.isOfPrograms(request);
        return !form
                && request.request().getHeader(HttpHeaders.AUTHORIZATION) == null
                && PageCookies.IDENTITY.of(request).isPresent();
    }

    private static String header(RoutingContext request) {
        return request.request().getHeader(PageCookies.FORM_HEADER);
    }

    private void refuse(RoutingContext request, String sentence) {
        request.response().putHeader(HttpHeaders.CONNECTION, "close");
        errors.answer(request, FORBIDDEN, "PERMISSION_DENIED", sentence, new JsonObject());
    }
}
