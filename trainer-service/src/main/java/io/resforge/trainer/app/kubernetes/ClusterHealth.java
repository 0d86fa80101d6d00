package io.resforge.trainer.app.kubernetes;

import io.resforge.trainer.app.TrainerConfig;
import io.resforge.trainer.kubernetes.KubernetesRuns;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready as long as what is told of Jobs is true: once they have been read, and not long after the API server was last reached. */
@Readiness
@Singleton
final class ClusterHealth implements HealthCheck {

    private final TrainerConfig config;
    private final Instance<KubernetesRuns> runs;

    ClusterHealth(TrainerConfig config, Instance<KubernetesRuns> runs) {
        this.config = config;
        this.runs = runs;
    }

    @Override
    public HealthCheckResponse call() {
        Optional<String> trouble =
                switch (config.launcher()) {
                    case PROCESS -> Optional.empty();
                    case KUBERNETES -> runs.get().trouble();
                };
        return trouble.map(reason -> HealthCheckResponse.named("cluster")
                        .down()
                        .withData("reason", reason)
                        .build())
                .orElseGet(() -> HealthCheckResponse.up("cluster"));
    }
}
