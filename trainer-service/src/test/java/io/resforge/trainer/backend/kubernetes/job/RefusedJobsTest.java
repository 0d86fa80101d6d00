package io.resforge.trainer.backend.kubernetes.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.resforge.trainer.backend.kubernetes.client.ClusterFailure;
import io.resforge.trainer.backend.kubernetes.client.ClusterFailure.Kind;
import io.resforge.trainer.testing.RealApiServer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a real API server says when it does not take a Job. */
@ExtendWith(RealApiServer.class)
class RefusedJobsTest {

    private static final int MOST_TRIES = 200;

    private KubernetesClient client;
    private String namespace;
    private JobApplier jobs;

    @BeforeEach
    void createNamespace(KubernetesClient client, TestInfo test) {
        this.client = client;
        namespace = TestNamespace.create(client, test);
        jobs = new JobApplier(client, namespace, Installation.plain());
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void saysWhatItsRoleDoesNotAllow() {
        try (KubernetesClient nobody = RealApiServer.as("system:serviceaccount:" + namespace + ":nobody", client)) {
            ClusterFailure failure = failure(new JobApplier(nobody, namespace, Installation.plain()), "a");

            assertThat(failure.kind()).isEqualTo(Kind.FORBIDDEN);
            assertThat(failure).hasMessageContaining(":nobody\" cannot patch resource \"jobs\" in API group \"batch\"");
        }
    }

    @Test
    void saysThatAQuotaIsUsedUp() {
        Map<String, Quantity> one = Map.of("count/jobs.batch", new Quantity("1"));
        Resource<ResourceQuota> quota = client.resource(new ResourceQuotaBuilder()
                .withNewMetadata()
                .withName("team")
                .withNamespace(namespace)
                .endMetadata()
                .withNewSpec()
                .withHard(one)
                .endSpec()
                .build());
        quota.create();
        // What the controller that is missing here would write.
        quota.editStatus(it -> it.edit()
                .withNewStatus()
                .withHard(one)
                .withUsed(one)
                .endStatus()
                .build());

        ClusterFailure failure = failure(jobs, "a");

        assertThat(failure.kind()).isEqualTo(Kind.QUOTA_EXCEEDED);
        assertThat(failure).hasMessageContaining("exceeded quota: team, requested: count/jobs.batch=1");
    }

    @Test
    void saysWhyAPolicyOfTheClusterRefuses() {
        // Given
        refuseAllJobs();
        // When: a policy that has just been made is in force a moment later
        ClusterFailure failure = null;
        for (int i = 0; failure == null && i < MOST_TRIES; i++) {
            try {
                jobs.submit(JobRequests.smoke("a" + i));
                CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS))
                        .join();
            } catch (ClusterFailure e) {
                failure = e;
            }
        }
        // Then
        assertThat(failure).isNotNull().hasMessageContaining("denied request: no runs on a Friday");
        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
    }

    @Test
    void saysThatThereIsNoNamespace() {
        ClusterFailure failure = failure(new JobApplier(client, "nowhere", Installation.plain()), "a");

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure).hasMessageEndingWith("namespaces \"nowhere\" not found");
    }

    @Test
    void saysWhatIsInvalid() {
        PodTemplate badName = PodTemplate.yaml("{spec: {containers: [{name: Side_Car, image: x}]}}");

        ClusterFailure failure = failure(new JobApplier(client, namespace, Installation.with(badName)), "a");

        assertThat(failure.kind()).isEqualTo(Kind.INVALID);
        assertThat(failure).hasMessageContaining("containers[1].name: Invalid value: \"Side_Car\"");
    }

    private void refuseAllJobs() {
        client.resource("""
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicy
                metadata: {name: %1$s}
                spec:
                  matchConstraints:
                    namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %1$s}}
                    resourceRules:
                      - {apiGroups: [batch], apiVersions: [v1], operations: [CREATE], resources: [jobs]}
                  validations: [{expression: "false", message: no runs on a Friday}]
                """.formatted(namespace)).create();
        client.resource("""
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicyBinding
                metadata: {name: %1$s}
                spec: {policyName: %1$s, validationActions: [Deny]}
                """.formatted(namespace)).create();
    }

    private ClusterFailure failure(JobApplier jobs, String id) {
        ClusterFailure[] caught = new ClusterFailure[1];
        assertThatExceptionOfType(ClusterFailure.class)
                .isThrownBy(() -> jobs.submit(JobRequests.smoke(id)))
                .satisfies(it -> caught[0] = it);
        return caught[0];
    }
}
