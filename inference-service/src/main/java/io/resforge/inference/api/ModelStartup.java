package io.resforge.inference.api;

import io.resforge.inference.models.ServedModels;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/**
 * Started once the first look at each model's versions has ended, or one is live: also where there is none yet, all are refused or the
 * store is gone, for none of that gets better by a restart. From then on it stays so.
 */
@Startup
@Singleton
public class ModelStartup implements HealthCheck {

    private final ServedModels models;

    ModelStartup(ServedModels models) {
        this.models = models;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("first look")
                .status(models.areSettled())
                .build();
    }
}
