package io.resforge.trainer.app.kubernetes;

import io.resforge.trainer.app.TrainerConfig;
import io.resforge.trainer.backend.kubernetes.KubernetesBackend;
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
    private final Instance<KubernetesBackend> backend;

    ClusterHealth(TrainerConfig config, Instance<KubernetesBackend> backend) {
        this.config = config;
        this.backend = backend;
    }

    @Override
    public HealthCheckResponse call() {
        Optional<String> trouble =
                switch (config.launcher()) {
                    case PROCESS -> Optional.empty();
                    case KUBERNETES -> backend.get().trouble();
                };
        return trouble.map(reason -> HealthCheckResponse.named("cluster")
                        .down()
                        .withData("reason", reason)
                        .build())
                .orElseGet(() -> HealthCheckResponse.up("cluster"));
    }
}
