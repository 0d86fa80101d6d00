package io.resforge.support.html;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/** Answers what cannot be answered otherwise: people get a page, programs get JSON. */
@Singleton
public final class ErrorPages {

    private static final int UNAUTHENTICATED = 401;
    private static final int NOT_FOUND = 404;

    /** What only programs ask for. */
    private static final List<String> OF_PROGRAMS = List.of("/v1/", "/v2/", "/q/");

    private static final Map<Integer, String> TITLES = Map.of(
            400, "This cannot be done so",
            401, "Who are you?",
            403, "You may not do this",
            404, "There is no such page",
            409, "This cannot be done now",
            413, "This is too large",
            429, "Too often",
            503, "Not at the moment");

    private final PageFrame pages;

    ErrorPages(PageFrame pages) {
        this.pages = pages;
    }

    /** Whether an answer is shown to a person: the request comes from a browser's address bar, or from a page's script. */
    public static boolean isForPeople(RoutingContext request) {
        return !isOfPrograms(request) && (isForScript(request) || accepts(request, "text/html"));
    }

    /** Whether only programs ask for such a path. */
    public static boolean isOfPrograms(RoutingContext request) {
        return OF_PROGRAMS.stream().anyMatch(request.normalizedPath()::startsWith);
    }

    private static boolean isForScript(RoutingContext request) {
        return request.request().getHeader("HX-Request") != null;
    }

    private static boolean accepts(RoutingContext request, String type) {
        return request.request().headers().getAll(HttpHeaders.ACCEPT).stream().anyMatch(it -> it.contains(type));
    }

    /** There is nothing at this path. */
    public void notFound(RoutingContext request) {
        answer(request, NOT_FOUND, "NOT_FOUND", "There is nothing at this address.", new JsonObject());
    }

    /**
     * Answers with a failure.
     *
     * @param code its name among gRPC's statuses
     * @param sentence what was wrong, and what is allowed
     * @param more fields of the JSON beside these
     */
    public void answer(RoutingContext request, int status, String code, String sentence, JsonObject more) {
        if (request.response().ended() || request.response().closed()) {
            return;
        }
        request.response().setStatusCode(status);
        if (isForPeople(request)) {
            String page = pages.render(request, template(request), data(request, status, sentence));
            request.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "text/html;charset=UTF-8")
                    .end(page);
        } else {
            request.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(more.put("error", sentence).put("status", code).encode());
        }
    }

    private static String template(RoutingContext request) {
        return isForScript(request) ? "support/problem.html" : "support/error.html";
    }

    private static Map<String, Object> data(RoutingContext request, int status, String sentence) {
        String asked = request.request().method().name().equals("GET")
                ? request.request().uri()
                : "/";
        return Map.of(
                "title", TITLES.getOrDefault(status, "This went wrong"),
                "status", status,
                "sentence", sentence,
                "login", status == UNAUTHENTICATED,
                "next", asked);
    }
}
