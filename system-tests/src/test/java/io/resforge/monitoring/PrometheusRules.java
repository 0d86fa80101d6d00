package io.resforge.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.List;
import java.util.stream.StreamSupport;

/** The rules as they lie in the checkout. */
public final class PrometheusRules {

    private PrometheusRules() {}

    /** All of them, in order. */
    static List<JsonNode> all() throws IOException {
        JsonNode groups = new YAMLMapper()
                .readTree(Dashboard.ROOT.resolve("k8s/monitoring/rules.yaml").toFile())
                .at("/spec/groups");
        return StreamSupport.stream(groups.spliterator(), false)
                .flatMap(group -> StreamSupport.stream(group.get("rules").spliterator(), false))
                .toList();
    }

    /** What they ask. */
    public static List<PrometheusQuery> queries() throws IOException {
        return all().stream()
                .map(rule -> new PrometheusQuery("rules.yaml", rule.get("expr").asText()))
                .toList();
    }
}
