package io.resforge.monitoring;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A question to Prometheus.
 *
 * @param where who asks it
 * @param expression in PromQL, with Grafana's variables in it
 */
public record PrometheusQuery(String where, String expression) {

    /** A metric by its name with braces behind it, or braces alone that name it. All of ours are written so. */
    private static final Pattern SELECTOR =
            Pattern.compile("(?:\\b[a-zA-Z_][a-zA-Z0-9_:]*)?\\{[^{}]*}|\\bresforge:[a-zA-Z0-9_:]+");

    /** As Grafana would ask it with everything selected. */
    public String filled() {
        return expression
                .replaceAll("\\$(namespace|model|version|run)", ".*")
                .replace("$__rate_interval", "15s")
                .replace("$__range", "15s");
    }

    /** The series that it is about. */
    public List<PrometheusQuery> selectors() {
        return SELECTOR.matcher(filled())
                .results()
                .map(MatchResult::group)
                .map(selector -> new PrometheusQuery(where, selector))
                .toList();
    }

    /** The names of those series. */
    public List<String> names() {
        return selectors().stream()
                .map(selector -> selector.expression().replaceFirst("\\{.*", ""))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    @Override
    public String toString() {
        return where + ": " + filled();
    }
}
