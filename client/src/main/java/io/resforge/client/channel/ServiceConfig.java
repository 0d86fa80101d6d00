package io.resforge.client.channel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * gRPC's service config: round robin, and retries while a server is unavailable or breaks calls off (proposals A6 and A17 of gRPC). Numbers are
 * doubles, since gRPC reads the config as JSON.
 */
final class ServiceConfig {

    private static final String CLASSIFIER = "resforge.v1.InferenceService";
    private static final String TRAINER = "resforge.v1.TrainerService";
    private static final String REGISTRY = "resforge.v1.RegistryService";

    private ServiceConfig() {}

    /**
     * @param policy how often to try
     * @param severalServers whether there is a choice; then servers that call themselves unhealthy are passed over. With one
     *     server its own words about what is wrong are worth more.
     */
    static Map<String, Object> of(CallPolicy policy, boolean severalServers) {
        Map<String, Object> config = new HashMap<>();
        config.put("loadBalancingConfig", List.of(Map.of("round_robin", Map.of())));
        if (policy.attempts() > 1) {
            config.put("methodConfig", List.of(Map.of("name", repeatable(), "retryPolicy", retries(policy))));
        }
        if (severalServers) {
            config.put("healthCheckConfig", Map.of("serviceName", ""));
        }
        return config;
    }

    /**
     * The methods that may be sent twice. Promote and Rollback are left out: a second rollback goes back one more. A followed stream comes
     * back by itself.
     */
    private static List<Map<String, Object>> repeatable() {
        List<Map<String, Object>> names = new ArrayList<>();
        names.add(Map.of("service", CLASSIFIER));
        List.of("SubmitRun", "SubmitSweep", "GetRun", "ListRuns", "SuspendRun", "ResumeRun", "CancelRun", "DeleteRun")
                .forEach(m -> names.add(Map.of("service", TRAINER, "method", m)));
        List.of("ListVersions", "GetVersion").forEach(m -> names.add(Map.of("service", REGISTRY, "method", m)));
        return names;
    }

    private static Map<String, Object> retries(CallPolicy policy) {
        return Map.of(
                "maxAttempts",
                (double) policy.attempts(),
                "initialBackoff",
                "0.1s",
                "maxBackoff",
                "2s",
                "backoffMultiplier",
                3.0,
                "retryableStatusCodes",
                // A server that breaks calls off when it ends says CANCELLED; what the caller itself cancels is never
                // tried again.
                List.of("UNAVAILABLE", "CANCELLED"));
    }
}
