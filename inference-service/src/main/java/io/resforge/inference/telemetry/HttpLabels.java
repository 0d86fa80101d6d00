package io.resforge.inference.telemetry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.Set;

/**
 * Keeps what callers make up out of the labels of HTTP's meters, so that none of them adds series without end. The framework passes made-up
 * methods on, and the paths of most requests that are turned away.
 */
public final class HttpLabels implements MeterFilter {

    private static final String OTHER = "OTHER";

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

    private static final Set<String> PATHS = Set.of(
            "/v1/classify",
            "/v1/feedback",
            "/v1/models",
            "/v1/models/{name}",
            "/v2",
            "/v2/health/live",
            "/v2/health/ready",
            "/v2/models/{model}",
            "/v2/models/{model}/config",
            "/v2/models/{model}/infer",
            "/v2/models/{model}/ready",
            "/v2/models/{model}/versions/{version}",
            "/v2/models/{model}/versions/{version}/config",
            "/v2/models/{model}/versions/{version}/infer",
            "/v2/models/{model}/versions/{version}/ready",
            "/v2/repository/index",
            "/v2/repository/models/{model}/load",
            "/q/health",
            "/q/health/live",
            "/q/health/ready",
            "/q/health/started",
            "/q/metrics",
            "/q/openapi",
            "root",
            "NOT_FOUND",
            "REDIRECTION",
            "UNKNOWN");

    /** Whether a path, as its resource declares it, is a label. */
    public static boolean knows(String path) {
        return PATHS.contains(path);
    }

    @Override
    public Meter.Id map(Meter.Id id) {
        return id.getName().startsWith("http.server") ? known(known(id, "method", METHODS), "uri", PATHS) : id;
    }

    private static Meter.Id known(Meter.Id id, String label, Set<String> values) {
        String value = id.getTag(label);
        return value == null || values.contains(value) ? id : id.withTag(Tag.of(label, OTHER));
    }
}
