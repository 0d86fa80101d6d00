package io.resforge.trainer.backend.kubernetes;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.backend.kubernetes.job.Installation;
import io.resforge.trainer.backend.kubernetes.job.JobApplier;
import io.resforge.trainer.contract.RunRequest;
import io.resforge.trainer.testing.RealApiServer;
import io.resforge.training.recipe.RecipeReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two control planes over a real API server, with no more rights than their role gives them. */
@ExtendWith(RealApiServer.class)
abstract class RealApiServerFixture {

    private static final String USER = "control-plane";

    @TempDir
    Path folder;

    KubernetesClient admin;
    KubernetesClient client;
    String namespace;
    TwoControlPlanes lab;

    @BeforeEach
    void begin(KubernetesClient admin, TestInfo test) throws IOException {
        this.admin = admin;
        namespace =
                "runs-" + Integer.toHexString(test.getTestMethod().orElseThrow().hashCode());
        admin.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
        giveRole();
        client = RealApiServer.as(USER, admin);
        lab = lab(TwoControlPlanes.SELDOM);
    }

    private TwoControlPlanes lab(Duration reconcile) {
        return new TwoControlPlanes(
                client,
                namespace,
                ObjectStore.openOrCreate(folder.toString()),
                new JobApplier(client, namespace, Installation.plain()),
                reconcile);
    }

    void reconcileOften() {
        lab.close();
        lab = lab(TwoControlPlanes.OFTEN);
    }

    private void giveRole() throws IOException {
        try (InputStream role = Files.newInputStream(Path.of("../k8s/base/trainer-role.yaml"))) {
            admin.load(role).items().stream()
                    .filter(Role.class::isInstance)
                    .forEach(it -> admin.resource(it).inNamespace(namespace).create());
        }
        admin.resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName(USER)
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "Role", "trainer")
                        .addNewSubject("rbac.authorization.k8s.io", "User", USER, null)
                        .build())
                .create();
    }

    @AfterEach
    void end() {
        if (lab != null) {
            lab.close();
            client.close();
            admin.close();
        }
    }

    static RunRequest request(String runId, String team) {
        Map<String, Object> recipe = Map.of("base", "he2016-resnet20", "epochs", 3);
        return new RunRequest(
                Optional.of(runId),
                "digits",
                "sample",
                Optional.empty(),
                RecipeReader.tree(recipe),
                recipe,
                Map.of("team", team, "resforge.io/recipe", "he2016-resnet20"));
    }

    void deleteJob(String name) {
        admin.batch().v1().jobs().inNamespace(namespace).withName(name).delete();
    }

    Job job(String name) {
        return admin.batch().v1().jobs().inNamespace(namespace).withName(name).get();
    }

    /** One with settings of its own. */
    Job ownJob(String name) {
        return ClusterSamples.job(name)
                .editMetadata()
                .withNamespace(namespace)
                .withUid(null)
                .endMetadata()
                .editSpec()
                .editTemplate()
                .editSpec()
                .editFirstContainer()
                .withNewResources()
                .addToRequests("memory", new Quantity("1800Mi"))
                .addToLimits("nvidia.com/gpu", new Quantity("1"))
                .endResources()
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }
}
