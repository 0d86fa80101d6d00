package io.resforge.inference.api.http;

import io.resforge.inference.classify.InvalidRequest;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** Refuses what a request says twice, for nobody knows which is meant. */
final class SingleValues {

    private SingleValues() {}

    /**
     * The value of a header.
     *
     * @return null if it is not there
     * @throws InvalidRequest if it is there more than once
     */
    static String header(RoutingContext request, String name) {
        return one(request.request().headers(), name);
    }

    /**
     * Looks over the query.
     *
     * @throws InvalidRequest if it has a parameter more than once
     */
    static void query(RoutingContext request) {
        MultiMap query = request.queryParams();
        query.names().forEach(name -> one(query, name));
    }

    private static String one(MultiMap values, String name) {
        List<String> all = values.getAll(name);
        if (all.size() > 1) {
            throw new InvalidRequest(name, "must be set only once, was " + String.join(" and ", all));
        }
        return all.isEmpty() ? null : all.getFirst();
    }
}
