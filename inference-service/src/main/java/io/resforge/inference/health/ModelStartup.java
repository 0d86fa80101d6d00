package io.resforge.inference.health;

import io.resforge.inference.catalog.ServedModels;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Started once a version of each model has been loaded, checked and warmed up. From then on it stays so. */
@Startup
@Singleton
public class ModelStartup implements HealthCheck {

    private final ServedModels models;
    private volatile boolean warm;

    ModelStartup(ServedModels models) {
        this.models = models;
    }

    @Override
    public HealthCheckResponse call() {
        warm = warm || models.allLive();
        return HealthCheckResponse.named("warm").status(warm).build();
    }
}
