package io.resforge.trainer.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be said of the manifests without a cluster. */
class ManifestsTest {

    /** A kubelet keeps five files of 10 MiB of a container's log, unless it is told otherwise. */
    private static final BigDecimal LOG = new Quantity("50Mi").getNumericalAmount();

    private static boolean kubectl;

    @BeforeAll
    static void lookForKubectl() throws InterruptedException {
        kubectl = Kustomize.isThere();
    }

    @ParameterizedTest
    @MethodSource("files")
    void hasOnlyFieldsThatKubernetesKnows(Path file) {
        assertThat(Manifests.objects(file)).isNotEmpty().allSatisfy(object -> assertThat(Schema.read(object))
                .isNotNull());
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void rendersToObjectsThatKubernetesKnows(Path overlay) throws Exception {
        List<HasMetadata> objects = rendered(overlay);

        assertThat(objects)
                .extracting(HasMetadata::getKind)
                .contains("Namespace", "Deployment", "Service", "NetworkPolicy", "PodDisruptionBudget", "Role");
        assertThat(objects)
                .filteredOn(object -> object.getMetadata().getNamespace() == null)
                .extracting(HasMetadata::getKind)
                .containsAnyOf("Namespace")
                .isSubsetOf("Namespace", "PriorityClass");
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void letsNoPodDoMoreThanItNeeds(Path overlay) throws Exception {
        assertThat(rendered(overlay).stream().flatMap(ManifestsTest::template))
                .isNotEmpty()
                .allSatisfy(ManifestsTest::isRestricted);
    }

    @ParameterizedTest
    @MethodSource("trainings")
    void letsNoTrainingDoMoreThanItNeeds(Path file) {
        PodTemplateSpec template = job(file).getSpec().getTemplate();

        isRestricted(template);
        assertThat(template.getSpec().getAutomountServiceAccountToken()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("trainings")
    void carriesTheLabelsOfARun(Path file) {
        Job job = job(file);
        Map<String, String> labels = job.getMetadata().getLabels();

        assertThat(labels)
                .containsEntry("app.kubernetes.io/name", "resforge-trainer")
                .containsEntry("app.kubernetes.io/component", "worker")
                .containsEntry("app.kubernetes.io/part-of", "resforge")
                .containsEntry("resforge.io/run", job.getMetadata().getName())
                .containsKeys("resforge.io/model", "resforge.io/recipe");
        assertThat(job.getSpec().getTemplate().getMetadata().getLabels()).isEqualTo(labels);
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void keepsCredentialsOutButForTheServerInside(Path overlay) throws Exception {
        List<HasMetadata> secrets =
                rendered(overlay).stream().filter(Secret.class::isInstance).toList();

        assertThat(secrets).hasSize(overlay.endsWith("local") ? 1 : 0);
    }

    /** Its volume keeps a pod from starting while there is no such Secret, and its probes are what the kubelet can speak TLS with. */
    @ParameterizedTest
    @ValueSource(strings = {"production", "gpu"})
    void hasProductionSpeakTlsFromSecretsThatMustBeThere(String overlay) throws Exception {
        List<Deployment> services = rendered(Manifests.FOLDER.resolve("overlays/" + overlay)).stream()
                .filter(Deployment.class::isInstance)
                .map(Deployment.class::cast)
                .toList();

        assertThat(services).hasSize(2).allSatisfy(service -> {
            PodSpec pod = service.getSpec().getTemplate().getSpec();
            Container container = pod.getContainers().getFirst();
            String folder = container.getVolumeMounts().stream()
                    .filter(mount -> mount.getName().equals("tls"))
                    .findFirst()
                    .orElseThrow()
                    .getMountPath();
            assertThat(pod.getVolumes()).anySatisfy(volume -> {
                assertThat(volume.getName()).isEqualTo("tls");
                assertThat(volume.getSecret().getSecretName())
                        .isEqualTo(service.getMetadata().getName() + "-tls");
                assertThat(volume.getSecret().getOptional()).isNotEqualTo(true);
            });
            assertThat(container.getEnv())
                    .contains(
                            new EnvVar("RESFORGE_TLS_CERTIFICATE", folder + "/tls.crt", null),
                            new EnvVar("RESFORGE_TLS_KEY", folder + "/tls.key", null))
                    .noneMatch(variable -> variable.getName().equals("RESFORGE_TLS_PLAINTEXT"));
            assertThat(List.of(
                            container.getStartupProbe(), container.getReadinessProbe(), container.getLivenessProbe()))
                    .allSatisfy(
                            probe -> assertThat(probe.getHttpGet().getScheme()).isEqualTo("HTTPS"));
        });
    }

    @Test
    void asksWhoCallsInProductionAndStartsNoPodWithoutTheSecretThatSays() throws Exception {
        List<PodSpec> services = rendered(Manifests.FOLDER.resolve("overlays/production")).stream()
                .filter(Deployment.class::isInstance)
                .map(object -> ((Deployment) object).getSpec().getTemplate().getSpec())
                .toList();

        assertThat(services).hasSize(2).allSatisfy(pod -> {
            assertThat(pod.getVolumes()).anySatisfy(volume -> {
                assertThat(volume.getSecret()).isNotNull();
                assertThat(volume.getSecret().getSecretName()).isEqualTo("resforge-principals");
                assertThat(volume.getSecret().getOptional()).isNull();
            });
            Map<String, String> variables = pod.getContainers().getFirst().getEnv().stream()
                    .filter(variable -> variable.getValue() != null)
                    .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
            assertThat(variables)
                    .containsEntry("RESFORGE_ACCESS_REQUIRED", "true")
                    .containsEntry("RESFORGE_AUDIT_TO", "console");
            String file = variables.get("RESFORGE_ACCESS_PRINCIPALS");
            assertThat(pod.getContainers().getFirst().getVolumeMounts())
                    .anySatisfy(mount -> assertThat(file).startsWith(mount.getMountPath() + "/"));
        });
    }

    @Test
    void letsTheControlPlaneChangeNothingButJobsAndTheirPods() {
        Stream<PolicyRule> rules = objects(Manifests.FOLDER.resolve("base/trainer-role.yaml"))
                .filter(Role.class::isInstance)
                .flatMap(role -> ((Role) role).getRules().stream());

        assertThat(rules).isNotEmpty().allSatisfy(rule -> {
            assertThat(rule.getResources()).hasSize(1).isSubsetOf("jobs", "pods", "pods/log", "events", "namespaces");
            switch (rule.getResources().getFirst()) {
                case "jobs" -> assertThat(rule.getVerbs()).doesNotContain("*", "deletecollection");
                case "pods" -> assertThat(rule.getVerbs()).isSubsetOf("get", "list", "watch", "delete");
                case "events" -> assertThat(rule.getVerbs()).isSubsetOf("get", "list", "watch", "create");
                case "namespaces" -> assertThat(rule.getVerbs()).containsExactly("get");
                default -> assertThat(rule.getVerbs()).isSubsetOf("get", "list", "watch");
            }
        });
    }

    @Test
    void findsAMisspeltField() throws IOException {
        JsonNode job = Manifests.objects("""
                apiVersion: batch/v1
                kind: Job
                spec: {podFailurPolicy: {rules: []}}
                """).getFirst();

        assertThatThrownBy(() -> Schema.read(job))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("podFailurPolicy");
    }

    @Test
    void findsAPodThatMayBeRoot() throws IOException {
        JsonNode job = Manifests.objects("""
                apiVersion: batch/v1
                kind: Job
                spec: {template: {spec: {containers: [{name: worker, securityContext: {runAsUser: 0}}]}}}
                """).getFirst();

        assertThat(Pods.violations(Pods.template(Schema.read(job)).orElseThrow().getSpec()))
                .contains("worker may be root", "worker may gain privileges", "worker has capabilities");
    }

    private static void isRestricted(PodTemplateSpec template) {
        assertThat(Pods.violations(template.getSpec())).isEmpty();
        assertThat(template.getSpec().getContainers()).allSatisfy(container -> {
            assertThat(container.getImage()).contains(":").doesNotEndWith(":latest");
            assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
            assertThat(container.getResources().getLimits()).containsKey("memory");
            Quantity limit = container.getResources().getLimits().get("memory");
            assertThat(container.getResources().getRequests().get("memory").getNumericalAmount())
                    .isLessThanOrEqualTo(limit.getNumericalAmount());
        });
        keepsItsDiskToItself(template.getSpec());
    }

    /** A pod asks for all that it can fill, so that it is never its neighbours that are evicted. */
    private static void keepsItsDiskToItself(PodSpec pod) {
        assertThat(pod.getVolumes())
                .filteredOn(volume -> volume.getEmptyDir() != null)
                .allSatisfy(volume -> assertThat(volume.getEmptyDir().getSizeLimit())
                        .as(volume.getName())
                        .isNotNull());
        assertThat(Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream()))
                .allSatisfy(
                        container -> assertThat(disk(container.getResources().getLimits()))
                                .as(container.getName())
                                .isEqualTo(disk(container.getResources().getRequests()))
                                .isPositive());

        BigDecimal volumes = pod.getVolumes().stream()
                .filter(volume -> volume.getEmptyDir() != null)
                .map(volume -> volume.getEmptyDir().getSizeLimit().getNumericalAmount())
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal asked = pod.getContainers().stream()
                .map(container -> disk(container.getResources().getRequests()))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        assertThat(asked).isGreaterThanOrEqualTo(volumes.add(LOG));
    }

    private static BigDecimal disk(Map<String, Quantity> resources) {
        return resources.getOrDefault("ephemeral-storage", new Quantity("0")).getNumericalAmount();
    }

    private static List<HasMetadata> rendered(Path overlay) throws IOException, InterruptedException {
        assumeThat(kubectl).as("there is a kubectl, which renders overlays").isTrue();
        return Kustomize.render(overlay).stream().map(Schema::read).toList();
    }

    private static Job job(Path file) {
        return (Job) objects(file).findFirst().orElseThrow();
    }

    private static Stream<HasMetadata> objects(Path file) {
        return Manifests.objects(file).stream().map(Schema::read);
    }

    private static Stream<PodTemplateSpec> template(HasMetadata object) {
        return Pods.template(object).stream();
    }

    static List<Path> files() {
        return Manifests.files();
    }

    static List<Path> overlays() {
        return Manifests.overlays();
    }

    static List<Path> trainings() {
        return Manifests.trainings();
    }
}
