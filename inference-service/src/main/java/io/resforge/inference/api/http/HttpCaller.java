package io.resforge.inference.api.http;

import io.resforge.inference.batching.Caller;
import io.resforge.inference.classify.InvalidRequest;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/** Who waits for an HTTP request. It leaves when its connection ends, and after the timeout that it gave. */
final class HttpCaller {

    /** How long the client waits, in seconds. */
    static final String TIMEOUT = "Request-Timeout";

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,6}(\\.[0-9]{1,9})?");
    private static final double NANOS_PER_SECOND = 1e9;

    private final RoutingContext request;
    private final Duration timeout;
    private final Caller caller;

    private HttpCaller(RoutingContext request, Duration timeout) {
        this.request = request;
        this.timeout = timeout;
        this.caller = Caller.of(request.request().connection().remoteAddress(), timeout);
        CountedRequests.ended(request).thenRun(caller::leave);
    }

    /** Who sent a request; throws {@link InvalidRequest} if its timeout is no number of seconds. */
    static HttpCaller of(RoutingContext request) {
        String seconds = SingleValues.header(request, TIMEOUT);
        if (seconds == null) {
            return new HttpCaller(request, Caller.LONGEST_TIMEOUT);
        }
        if (!SECONDS.matcher(seconds).matches()) {
            throw new InvalidRequest(TIMEOUT, "must be a number of seconds such as 0.5, was \"" + seconds + "\"");
        }
        return new HttpCaller(request, Duration.ofNanos((long) (Double.parseDouble(seconds) * NANOS_PER_SECOND)));
    }

    Caller caller() {
        return caller;
    }

    <T> CompletableFuture<T> until(CompletableFuture<T> answer) {
        if (timeout.compareTo(Caller.LONGEST_TIMEOUT) >= 0) {
            return answer;
        }
        long millis = Math.max(1, timeout.toMillis());
        long timer = request.vertx().setTimer(millis, late -> caller.leave());
        return answer.whenComplete((value, failure) -> request.vertx().cancelTimer(timer));
    }

    /** Refuses what a request says twice, since it is unknown which is meant, and what its query says in vain. */
    static final class SingleValues {

        private SingleValues() {}

        /** The value of a header, or null; throws {@link InvalidRequest} if it is there more than once. */
        static String header(RoutingContext request, String name) {
            return one(request.request().headers(), name);
        }

        /** Throws {@link InvalidRequest} if the query has a parameter more than once, or another than these. */
        static void query(RoutingContext request, List<String> allowed) {
            MultiMap query = request.queryParams();
            query.names().forEach(name -> {
                if (!allowed.contains(name)) {
                    throw new InvalidRequest(
                            name, "is no parameter of this path; it has " + String.join(", ", allowed));
                }
                one(query, name);
            });
        }

        private static String one(MultiMap values, String name) {
            List<String> all = values.getAll(name);
            if (all.size() > 1) {
                throw new InvalidRequest(name, "must be set only once, was " + String.join(" and ", all));
            }
            return all.isEmpty() ? null : all.getFirst();
        }
    }
}
