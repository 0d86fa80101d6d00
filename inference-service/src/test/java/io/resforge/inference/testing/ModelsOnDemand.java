package io.resforge.inference.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Has the service under test serve the models {@code m-*} on demand, two of them at a time. */
public final class ModelsOnDemand implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        return Map.of(
                "resforge.on-demand.models", "m-*",
                "resforge.on-demand.most-loaded", "2",
                "resforge.on-demand.longest-wait", "60s");
    }

    @Override
    public void stop() {}
}
