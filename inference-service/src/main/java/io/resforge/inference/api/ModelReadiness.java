package io.resforge.inference.api;

import io.resforge.inference.models.LiveModel;
import io.resforge.inference.models.ServedModel;
import io.resforge.inference.models.ServedModels;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready once the first look at each model has ended and a version of at least one is live, until the server goes down. A model that was
 * refused, or has no version yet, is told of and takes no other model's calls away.
 */
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
            response.withData(
                    model.name(), live.map(it -> "version " + it.version()).orElseGet(model::whyNone));
        }
        return response.status(models.areReady()).build();
    }

    /** Whether the server goes down, and no model of it is ready any more. */
    public boolean isStopping() {
        return stopping;
    }

    /** Is not ready any more. */
    public void stop() {
        stopping = true;
    }
}
