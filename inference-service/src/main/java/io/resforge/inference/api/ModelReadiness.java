package io.resforge.inference.api;

import io.resforge.inference.models.LiveModel;
import io.resforge.inference.models.ServedModels;
import io.resforge.inference.models.ServedModels.ServedModel;
import io.resforge.support.access.Access;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/**
 * Ready once the first look at each model has ended and at least one has a live version, until shutdown. A model that
 * was refused takes no other model's calls away.
 */
@Readiness
@Singleton
public class ModelReadiness implements HealthCheck {

    private final ServedModels models;
    private final boolean telling;
    private volatile boolean stopping;

    /** Everyone may ask for health: where callers need an identity, it tells no names of models and versions. */
    @Inject
    ModelReadiness(ServedModels models, Access access) {
        this(models, !access.isOn());
    }

    ModelReadiness(ServedModels models, boolean telling) {
        this.models = models;
        this.telling = telling;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("model");
        if (stopping) {
            return response.down()
                    .withData("reason", "the server is shutting down")
                    .build();
        }
        for (ServedModel model : telling ? models.models() : List.<ServedModel>of()) {
            Optional<LiveModel> live = model.slot().live();
            if (models.isCold(model)) {
                continue; // one of a thousand that wait for their first call
            }
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

    /**
     * Started once the first look at each model has ended, or one is live. It stays so, also where all are refused or
     * the store is gone: a restart would not help.
     */
    @Startup
    @Singleton
    public static class ModelStartup implements HealthCheck {

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
}
