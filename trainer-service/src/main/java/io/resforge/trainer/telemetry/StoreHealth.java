package io.resforge.trainer.telemetry;

import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready as long as the store answers: without it nothing can be asked or recorded. */
@Readiness
@Singleton
final class StoreHealth implements HealthCheck {

    /** No object has this key; a store that works says so. */
    private static final String NOTHING = "health";

    private final ObjectStore store;

    StoreHealth(ObjectStore store) {
        this.store = store;
    }

    @Override
    public HealthCheckResponse call() {
        try {
            store.get(NOTHING);
            return HealthCheckResponse.up("store");
        } catch (StoreFailure e) {
            return HealthCheckResponse.named("store")
                    .down()
                    .withData("reason", e.getMessage())
                    .build();
        }
    }
}
