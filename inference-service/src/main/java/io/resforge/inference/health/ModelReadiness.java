package io.resforge.inference.health;

import io.resforge.inference.catalog.ServedModels;
import io.resforge.inference.model.LiveModel;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready while a model is live and the server does not go down. */
@Readiness
@Singleton
public class ModelReadiness implements HealthCheck {

    private final ServedModels models;
    private volatile boolean stopping;

    ModelReadiness(ServedModels models) {
        this.models = models;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("model");
        if (stopping) {
            return response.down()
                    .withData("reason", "the server is shutting down")
                    .build();
        }
        return models.all().stream()
                .findFirst()
                .map(ServedModels.Served::live)
                .map(live -> up(response, live))
                .orElseGet(() ->
                        response.down().withData("reason", models.whyNone()).build());
    }

    /** Is not ready any more. */
    public void stop() {
        stopping = true;
    }

    private static HealthCheckResponse up(HealthCheckResponseBuilder response, LiveModel live) {
        return response.up()
                .withData("model", live.name())
                .withData("version", live.version())
                .withData("promotion", live.promotion())
                .build();
    }
}
