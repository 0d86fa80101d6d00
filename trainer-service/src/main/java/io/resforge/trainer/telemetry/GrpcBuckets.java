package io.resforge.trainer.telemetry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.resforge.support.StoreMetrics;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Gives the time that calls take, to us and to the store, buckets, so that percentiles of several servers can be computed together, and
 * keeps what callers make up out of labels.
 */
final class GrpcBuckets {

    private static final Set<String> HTTP_METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

    private static final Set<String> HTTP_PATHS = Set.of(
            "/q/health",
            "/q/health/live",
            "/q/health/ready",
            "/q/health/started",
            "/q/metrics",
            "root",
            "NOT_FOUND",
            "REDIRECTION",
            "UNKNOWN");

    private static final String DURATION = "grpc.server.processing.duration";

    private static final double[] BUCKETS = Stream.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000)
            .mapToDouble(millis -> Duration.ofMillis(millis).toNanos())
            .toArray();

    /** Made-up methods and paths of HTTP have one series together, not one each. */
    @Produces
    @Singleton
    MeterFilter madeUp() {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                return id.getName().startsWith("http.server")
                        ? known(known(id, "method", HTTP_METHODS), "uri", HTTP_PATHS)
                        : id;
            }
        };
    }

    private static Meter.Id known(Meter.Id id, String label, Set<String> values) {
        String value = id.getTag(label);
        return value == null || values.contains(value) ? id : id.withTag(Tag.of(label, "OTHER"));
    }

    @Produces
    @Singleton
    MeterFilter buckets() {
        return new MeterFilter() {
            @Override
            public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
                if (!id.getName().equals(DURATION) && !id.getName().equals(StoreMetrics.CALLS)) {
                    return config;
                }
                return DistributionStatisticConfig.builder()
                        .serviceLevelObjectives(BUCKETS)
                        .build()
                        .merge(config);
            }
        };
    }
}
