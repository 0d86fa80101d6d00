package io.resforge.trainer.backend.kubernetes.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.resforge.trainer.backend.kubernetes.job.JobRequest.JobPayload;
import io.resforge.trainer.backend.kubernetes.job.JobSettings.WorkerAccount;
import io.resforge.trainer.backend.kubernetes.job.JobSettings.WorkerResources;
import io.resforge.trainer.contract.RunLabels;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Jobs as a person would write them, beside what is built; see the files of the same names. */
class JobManifestTest {

    private static final PodTemplate TEMPLATE = PodTemplate.yaml("""
            metadata:
              labels: {cost-center: "4711", resforge.io/run: not-this-one}
              annotations: {cluster-autoscaler.kubernetes.io/safe-to-evict: "false"}
            spec:
              restartPolicy: OnFailure
              runtimeClassName: gvisor
              tolerations:
                - {key: dedicated, value: training, effect: NoSchedule}
              containers:
                - name: worker
                  args: [sleep, forever]
                  env:
                    - {name: AWS_REGION, value: us-east-1}
                    - {name: JAVA_TOOL_OPTIONS, value: -Xmx3g}
                    - {name: RESFORGE_RUN, value: not-this-one}
                  resources:
                    limits: {cpu: null, memory: 8Gi}
                  volumeMounts:
                    - {name: certificates, mountPath: /etc/certificates, readOnly: true}
              initContainers:
                - {name: proxy, image: "proxy:1", restartPolicy: Always}
              volumes:
                - name: home
                  persistentVolumeClaim: {claimName: datasets}
                - name: certificates
                  secret: {secretName: private-ca}
            """);

    @Test
    void buildsASmokeTestOnProcessors() {
        Golden.check("cpu-smoke.yaml", JobManifest.of(JobRequests.smoke("cpu-smoke"), Installation.plain()));
    }

    @Test
    void mountsTheKeysOfWorkersForReadingOnly() {
        // Given
        JobSettings plain = Installation.plain();
        JobSettings signing = new JobSettings(
                plain.image(),
                plain.resources(),
                plain.placement(),
                plain.lifetime(),
                plain.store(),
                new WorkerAccount("worker", 10001, Optional.of("resforge-keys"), true),
                plain.template());
        // When
        PodSpec pod = JobManifest.of(JobRequests.smoke("cpu-smoke"), signing)
                .getSpec()
                .getTemplate()
                .getSpec();
        // Then
        Container container = pod.getContainers().getFirst();
        assertThat(container.getEnv())
                .contains(
                        new EnvVar("RESFORGE_SIGNING_KEY", "/etc/resforge/keys/key.pem", null),
                        new EnvVar("RESFORGE_TRUSTED_KEYS", "/etc/resforge/keys/trusted.pem", null),
                        new EnvVar("RESFORGE_REQUIRE_SIGNATURE", "true", null));
        assertThat(container.getVolumeMounts())
                .contains(new VolumeMountBuilder()
                        .withName("keys")
                        .withMountPath("/etc/resforge/keys")
                        .withReadOnly(true)
                        .build());
        assertThat(pod.getVolumes())
                .filteredOn(volume -> volume.getSecret() != null)
                .singleElement()
                .satisfies(volume -> {
                    assertThat(volume.getSecret().getSecretName()).isEqualTo("resforge-keys");
                    assertThat(volume.getSecret().getDefaultMode()).isEqualTo(0440);
                });
    }

    @Test
    void buildsARunOnAGpuThatWaitsInAQueue() {
        JobRequest request = new JobRequest(
                "wide-1",
                "cifar100",
                new JobPayload.Training(Map.of("arch", "resnet20-v1", "optimizer", Map.of("kind", "adam"))),
                Optional.of("s3://checkpoints/resforge/datasets/cifar-100"),
                Optional.of("cifar10@17"),
                Map.of());

        Golden.check("gpu-queue.yaml", JobManifest.of(request, Installation.withGpuAndQueue()));
    }

    @Test
    void buildsASweepAsOneIndexedJob() {
        Golden.check("sweep.yaml", JobManifest.of(JobRequests.sweep("keras-study-1"), Installation.withGpuAndQueue()));
    }

    @Test
    void laysTheInstallationsTemplateOverThePod() {
        Golden.check("template.yaml", JobManifest.of(JobRequests.smoke("cpu-smoke"), Installation.with(TEMPLATE)));
    }

    @Test
    void keepsWhatARunIsKnownByFromTheTemplate() {
        Job job = JobManifest.of(JobRequests.smoke("cpu-smoke"), Installation.with(TEMPLATE));

        Container worker = job.getSpec().getTemplate().getSpec().getContainers().getFirst();
        assertThat(job.getSpec().getTemplate().getMetadata().getLabels())
                .containsEntry(RunLabels.RUN, "cpu-smoke")
                .containsEntry("cost-center", "4711");
        assertThat(worker.getArgs()).startsWith("train", "--recipe=resforge-resnet20-quick");
        assertThat(worker.getEnv())
                .filteredOn(it -> it.getName().equals("RESFORGE_RUN"))
                .singleElement()
                .extracting(EnvVar::getValue)
                .isNull();
        assertThat(job.getSpec().getTemplate().getSpec().getRestartPolicy()).isEqualTo("Never");
    }

    @Test
    void asksForAllTheDiskThatAWorkerCanFillInWholeMebibytes() {
        assertThat(disk("100M", "1.5Gi")).isEqualTo("1888Mi"); // 95.4 and 1536, and 256 for the log
        assertThat(disk("1", "1Ti")).isEqualTo("1048833Mi");
    }

    @Test
    void marksTheSameRequestWithTheSameDigestAndAnotherWithAnother() {
        Map<String, Object> recipe = Map.of("base", "resforge-resnet20", "epochs", 2, "lr", 0.1);
        String digest = digest(JobRequests.training("a", recipe), Installation.plain());

        assertThat(digest(JobRequests.training("a", Map.copyOf(recipe)), Installation.withGpuAndQueue()))
                .isEqualTo(digest)
                .startsWith("sha256:");
        assertThat(digest(JobRequests.training("a", Map.of("base", "resforge-resnet20")), Installation.plain()))
                .isNotEqualTo(digest);
        assertThat(digest(JobRequests.sweep("a"), Installation.plain())).isNotEqualTo(digest);
    }

    @Test
    void writesValuesThatYamlWouldReadAsSomethingElseAsJson() {
        List<String> line = JobArguments.of(
                JobRequests.training("a", Map.of("base", "resforge-resnet20", "note", "true")), Installation.plain());

        assertThat(line).contains("--set=note=\"true\"");
        assertThat(JobArguments.of(
                        JobRequests.training("a", Map.of("base", "resforge-resnet20", "note", "adam")),
                        Installation.plain()))
                .contains("--set=note=adam");
    }

    private static String disk(String scratch, String home) {
        WorkerResources resources = new WorkerResources(
                new Quantity("1"),
                Optional.empty(),
                new Quantity("1Gi"),
                new Quantity("1Gi"),
                0,
                "nvidia.com/gpu",
                new Quantity(scratch),
                new Quantity(home));
        String asked = resources.requests().get("ephemeral-storage").toString();
        assertThat(resources.limits().get("ephemeral-storage")).hasToString(asked);
        return asked;
    }

    private static String digest(JobRequest request, JobSettings settings) {
        return JobManifest.of(request, settings).getMetadata().getAnnotations().get(JobLabels.REQUEST_DIGEST);
    }
}
