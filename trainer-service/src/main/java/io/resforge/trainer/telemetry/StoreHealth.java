package io.resforge.trainer.telemetry;

import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.support.access.Access;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready as long as the store answers: without it nothing can be asked or recorded. */
@Readiness
@Singleton
final class StoreHealth implements HealthCheck {

    /** No object has this key; a store that works says so. */
    private static final String NOTHING = "health";

    private final ObjectStore store;
    private final Access access;

    StoreHealth(ObjectStore store, Access access) {
        this.store = store;
        this.access = access;
    }

    @Override
    public HealthCheckResponse call() {
        try {
            store.get(NOTHING, 1);
            return HealthCheckResponse.up("store");
        } catch (StoreFailure e) {
            HealthCheckResponseBuilder down = HealthCheckResponse.named("store").down();
            // Everyone may ask: where callers need an identity, health says nothing of where the store is.
            return (access.isOn() ? down : down.withData("reason", e.getMessage())).build();
        }
    }
}
