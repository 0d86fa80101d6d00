package io.resforge.trainer.backend.kubernetes.job;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.TestInfo;

/** Each test has a namespace of its own, since one API server serves them all. */
final class TestNamespace {

    private TestNamespace() {}

    static String create(KubernetesClient client, TestInfo test) {
        String name =
                "test-" + Integer.toHexString(test.getTestMethod().orElseThrow().hashCode());
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
        return name;
    }
}
