package io.resforge.trainer.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.resforge.trainer.testing.ApiServerBinaries;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real API server says of the manifests: its validation, its Pod Security admission and its authorization. */
@EnabledIf(value = "hasPrograms", disabledReason = ApiServerBinaries.NONE + "; or there is no kubectl on the PATH")
class ManifestsOnApiServerTest {

    private static final String NAMESPACE = "resforge";

    private static KubeAPIServer server;
    private static KubernetesClient client;

    static boolean hasPrograms() throws InterruptedException {
        return ApiServerBinaries.find().isPresent() && Kustomize.isThere();
    }

    @BeforeAll
    static void start() throws Exception {
        server = new KubeAPIServer(
                ApiServerBinaries.find().orElseThrow().server().build());
        server.start();
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(server.getKubeConfigYaml()))
                .build();
        // What the rest refers to is really there, all else is only tried.
        objects(Manifests.FOLDER.resolve("overlays/production"))
                .filter(object -> object instanceof Namespace
                        || object instanceof PriorityClass
                        || object instanceof ServiceAccount
                        || object instanceof Role
                        || object instanceof RoleBinding)
                .sorted((one, other) -> Boolean.compare(other instanceof Namespace, one instanceof Namespace))
                .forEach(object -> client.resource(object).create());
    }

    @AfterAll
    static void stop() {
        if (client != null) {
            client.close();
        }
        if (server != null) {
            server.stop();
        }
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void acceptsAnOverlay(Path overlay) throws Exception {
        assertThat(objects(overlay)).isNotEmpty().allSatisfy(object -> assertThatCode(
                        () -> tryOut(client.resource(fresh(object))))
                .as("%s %s", object.getKind(), object.getMetadata().getName())
                .doesNotThrowAnyException());
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void admitsThePodsOfAnOverlay(Path overlay) throws Exception {
        assertThat(objects(overlay).flatMap(object -> Pods.template(object).stream()))
                .isNotEmpty()
                .allSatisfy(ManifestsOnApiServerTest::isAdmitted);
    }

    @ParameterizedTest
    @MethodSource("trainings")
    void admitsATraining(Path file) {
        HasMetadata job = Schema.read(Manifests.objects(file).getFirst());

        tryOut(client.resource(job));

        isAdmitted(Pods.template(job).orElseThrow());
    }

    @Test
    void refusesAPodThatMayBeRoot() {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName("root")
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("root")
                .withImage("root")
                .endContainer()
                .endSpec()
                .build();

        assertThatThrownBy(() -> tryOut(client.resource(pod)))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("violates PodSecurity");
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "list", "watch", "create", "patch", "delete"})
    void letsTheControlPlaneManageJobsInItsNamespaceOnly(String verb) {
        assertThat(may("trainer", NAMESPACE, verb, "batch", "jobs")).isTrue();
        assertThat(may("trainer", "default", verb, "batch", "jobs")).isFalse();
        assertThat(may("worker", NAMESPACE, verb, "batch", "jobs")).isFalse();
        assertThat(may("inference", NAMESPACE, verb, "batch", "jobs")).isFalse();
        assertThat(may("trainer", NAMESPACE, verb, "", "secrets")).isFalse();
    }

    private static boolean may(String account, String namespace, String verb, String group, String resource) {
        var review = new SubjectAccessReviewBuilder()
                .withNewSpec()
                .withUser("system:serviceaccount:" + NAMESPACE + ":" + account)
                .withNewResourceAttributes()
                .withNamespace(namespace)
                .withVerb(verb)
                .withGroup(group)
                .withResource(resource)
                .endResourceAttributes()
                .endSpec()
                .build();
        return client.authorization()
                .v1()
                .subjectAccessReview()
                .create(review)
                .getStatus()
                .getAllowed();
    }

    private static void isAdmitted(PodTemplateSpec template) {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName("tried")
                .withNamespace(NAMESPACE)
                .withLabels(template.getMetadata().getLabels())
                .endMetadata()
                .withSpec(template.getSpec())
                .build();
        tryOut(client.resource(pod));
    }

    private static <T> void tryOut(Resource<T> object) {
        object.dryRun().fieldValidation(Validation.STRICT).create();
    }

    /** The same object under another name, so that it does not meet one that is there already. */
    private static HasMetadata fresh(HasMetadata object) {
        object.getMetadata().setName(object.getMetadata().getName() + "-again");
        return object;
    }

    private static Stream<HasMetadata> objects(Path overlay) throws Exception {
        return Kustomize.render(overlay).stream().map(Schema::read);
    }

    static List<Path> overlays() {
        return Manifests.overlays();
    }

    static List<Path> trainings() {
        return Manifests.trainings();
    }
}
