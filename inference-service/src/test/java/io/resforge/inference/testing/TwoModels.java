package io.resforge.inference.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Has the service under test serve a second model, and try the newest version of the first on half of its calls. */
public final class TwoModels implements QuarkusTestResourceLifecycleManager {

    public static final String SECOND = "own-model";

    @Override
    public Map<String, String> start() {
        return Map.of(
                "resforge.models.cifar10.canary.version", "newest",
                "resforge.models.cifar10.canary.share", "0.5",
                "resforge.models.own-model.policy", "champion",
                "resforge.models.own-model.labels.first-one", "1",
                "resforge.models.own-model.labels.next", "newest",
                "resforge.models.own-model.labels.missing", "999");
    }

    @Override
    public void stop() {}
}
