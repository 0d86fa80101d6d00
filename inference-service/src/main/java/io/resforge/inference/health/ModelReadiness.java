package io.resforge.inference.health;

import io.resforge.inference.catalog.ServedModel;
import io.resforge.inference.catalog.ServedModels;
import io.resforge.inference.model.LiveModel;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready while a version of each model is live and the server does not go down. */
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
        for (ServedModel model : models.models()) {
            Optional<LiveModel> live = model.slot().live();
            if (live.isEmpty()) {
                return response.down().withData("reason", model.whyNone()).build();
            }
            response.withData(model.name(), "version " + live.get().version());
        }
        return response.up().build();
    }

    /** Is not ready any more. */
    public void stop() {
        stopping = true;
    }
}
