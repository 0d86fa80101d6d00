package io.resforge.support.page;

import io.resforge.support.access.Requester;
import io.resforge.support.html.ErrorPages;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is asked of a page: the parts of its path, its query, and of a form its fields. */
public final class PageRequest {

    private final RoutingContext context;
    private final Requester requester;
    private final Map<String, List<String>> form;

    PageRequest(RoutingContext context, Map<String, List<String>> form) {
        this.context = context;
        this.requester = Requester.of(context);
        this.form = form;
    }

    /** A field that cannot be taken; the sentence says what is allowed. */
    public static final class WrongPageRequest extends RuntimeException {

        public WrongPageRequest(String sentence) {
            super(sentence, null, false, false);
        }
    }

    /** Who asks. */
    public Requester requester() {
        return requester;
    }

    /** The part of the path that stands in braces. */
    public String part(String name) {
        return context.pathParam(name);
    }

    /** A parameter of the query; empty if it is missing or blank, and refused if it is there more than once. */
    public Optional<String> query(String name) {
        return one(name, context.queryParam(name));
    }

    /** All values of a parameter. */
    public List<String> queries(String name) {
        return context.queryParam(name);
    }

    /** A field of the form, as {@link #query}. */
    public Optional<String> field(String name) {
        return one(name, form.getOrDefault(name, List.of()));
    }

    /** All fields of the form but the one that proves where it comes from. */
    public Map<String, List<String>> fields() {
        return form;
    }

    /** Whether a script of a page asks, for a part of it. */
    public boolean isForPart() {
        return context.request().getHeader("HX-Request") != null;
    }

    /** Whether a page is wanted, and not data. */
    public boolean isForPeople() {
        return ErrorPages.isForPeople(context);
    }

    RoutingContext context() {
        return context;
    }

    private static Optional<String> one(String name, List<String> values) {
        if (values.size() > 1) {
            throw new WrongPageRequest(name + " must be given only once");
        }
        return values.stream().map(String::strip).filter(it -> !it.isEmpty()).findFirst();
    }
}
