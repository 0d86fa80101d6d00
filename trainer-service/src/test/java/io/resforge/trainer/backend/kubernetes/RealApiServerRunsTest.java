package io.resforge.trainer.backend.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.resforge.registry.run.JobIndex;
import io.resforge.registry.run.JobRecord;
import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.backend.RunLog;
import io.resforge.trainer.backend.RunRefused.RunAlreadyExists;
import io.resforge.trainer.backend.RunRefused.UnknownRun;
import io.resforge.trainer.backend.RunView;
import io.resforge.trainer.backend.kubernetes.client.ClusterFailure;
import io.resforge.trainer.backend.kubernetes.job.Installation;
import io.resforge.trainer.backend.kubernetes.job.JobApplier;
import io.resforge.trainer.contract.RunRequest;
import io.resforge.trainer.contract.RunState;
import io.resforge.trainer.contract.SweepRequest;
import io.resforge.trainer.testing.RealApiServer;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.training.recipe.sweep.NamedSweeps;
import io.resforge.training.recipe.sweep.SweepReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two control planes over a real API server, with no more rights than their role gives them. */
@ExtendWith(RealApiServer.class)
class RealApiServerRunsTest {

    private static final String USER = "control-plane";

    @TempDir
    Path folder;

    private KubernetesClient admin;
    private KubernetesClient client;
    private String namespace;
    private TwoControlPlanes lab;

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

    private void reconcileOften() {
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

    private static RunRequest request(String runId, String team) {
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

    @Test
    void submitsSuspendsResumesCancelsAndDeletesWithItsRoleAlone() {
        RunView submitted = lab.first().submit(request("mine", "red"));
        assertThat(submitted.state()).isEqualTo(RunState.QUEUED);
        assertThat(lab.both("mine", run -> true)).containsOnly(submitted);
        assertThat(submitted.labels())
                .containsEntry("resforge.io/recipe", "he2016-resnet20")
                .containsEntry("team", "red");
        assertThat(lab.second().submit(request("mine", "red")))
                .as("the same again")
                .isEqualTo(submitted);
        assertThatExceptionOfType(RunAlreadyExists.class)
                .isThrownBy(() -> lab.second().submit(request("mine", "blue")));

        assertThat(lab.first().suspend("mine").state()).isEqualTo(RunState.SUSPENDED);
        assertThat(lab.both("mine", run -> run.state() == RunState.SUSPENDED))
                .extracting(RunView::state)
                .containsOnly(RunState.SUSPENDED);
        assertThat(lab.second().resume("mine").state()).isEqualTo(RunState.QUEUED);
        assertThat(lab.second().cancel("mine", "enough").state()).isEqualTo(RunState.CANCELLED);
        assertThat(admin.batch().v1().jobs().inNamespace(namespace).list().getItems())
                .allSatisfy(job ->
                        assertThat(job.getMetadata().getDeletionTimestamp()).isNotNull());
        lab.first().delete("mine", false);
        assertThat(lab.store.ids()).isEmpty();
    }

    @Test
    void makesTheJobOfARunAgainAsItWasRatherThanAsThisInstallationWould() {
        // Given
        admin.resource(ownJob("by-hand")).create();
        lab.both("by-hand", run -> run.state() == RunState.QUEUED);
        lab.await(() -> lab.store.job("by-hand").isPresent());
        deleteJob("by-hand");
        lab.both("by-hand", run -> run.message().startsWith("it has no Job here"));
        // When
        RunView resumed = lab.second().resume("by-hand");
        // Then
        assertThat(resumed.state()).isEqualTo(RunState.QUEUED);
        Container worker =
                job("by-hand").getSpec().getTemplate().getSpec().getContainers().getFirst();
        assertThat(worker.getImage()).isEqualTo("trainer");
        assertThat(worker.getResources().getLimits()).containsEntry("nvidia.com/gpu", new Quantity("1"));
        assertThat(worker.getResources().getRequests()).containsEntry("memory", new Quantity("1800Mi"));
    }

    @Test
    void cancelsARunWhoseJobIsDeletedInWhateverStateItWas() {
        // Given
        reconcileOften();
        lab.first().submit(request("queued", "red"));
        lab.first().submit(request("suspended", "red"));
        lab.first().suspend("suspended");
        admin.resource(ownJob("by-hand")).create();
        lab.both("by-hand", run -> run.state() == RunState.QUEUED);
        // When
        List.of("queued", "suspended", "by-hand").forEach(this::deleteJob);
        // Then
        for (String run : List.of("queued", "suspended", "by-hand")) {
            assertThat(lab.both(run, it -> it.state().ended())).as(run).allSatisfy(it -> {
                assertThat(it.state()).isEqualTo(RunState.CANCELLED);
                assertThat(it.message()).isEqualTo("cancelled: its Job was deleted");
            });
        }
        assertThat(lab.store.ids()).containsExactlyInAnyOrder("queued", "suspended", "by-hand");
    }

    @Test
    void goesOnWithAJobThatWasReplacedUnderItsName() {
        // Given
        reconcileOften();
        admin.resource(ownJob("by-hand")).create();
        lab.await(() -> lab.store.job("by-hand").isPresent());
        String before = job("by-hand").getMetadata().getUid();
        // When: as by kubectl replace --force
        deleteJob("by-hand");
        admin.resource(ownJob("by-hand")).create();
        String after = job("by-hand").getMetadata().getUid();
        lab.await(() ->
                lab.store.job("by-hand").filter(it -> it.uid().equals(after)).isPresent());
        lab.awaitListed(marks -> marks.contains(after) && !marks.contains(before));
        // Then
        assertThat(lab.store.end("by-hand")).isEmpty();
        assertThat(lab.first().run("by-hand").state()).isEqualTo(RunState.QUEUED);
    }

    @Test
    void leavesARunAloneWhoseJobIsOfAnotherCluster() {
        // Given: as after a namespace was deleted and made anew
        lab.first().submit(request("moved", "red"));
        JobRecord record = lab.store.job("moved").orElseThrow();
        deleteJob("moved");
        lab.store.jobs(record.namespace()).remove(new JobIndex.Entry("moved", record.uid()));
        lab.store.jobs("another").add(new JobIndex.Entry("moved", record.uid()));
        // When
        reconcileOften();
        lab.first().submit(request("other", "red"));
        deleteJob("other");
        lab.both("other", run -> run.state().ended());
        // Then
        assertThat(lab.first().run("moved").state()).isEqualTo(RunState.SUSPENDED);
        assertThat(lab.first().resume("moved").state()).isEqualTo(RunState.QUEUED);
    }

    @Test
    void doesNotBringBackARunThatIsDeleted() {
        // Given
        reconcileOften();
        lab.first().submit(request("mine", "red"));
        lab.first().cancel("mine", "");
        // When
        lab.first().delete("mine", false);
        lab.awaitListed(Set::isEmpty);
        // Then
        assertThat(lab.store.ids()).isEmpty();
        assertThatExceptionOfType(UnknownRun.class)
                .isThrownBy(() -> lab.second().run("mine"));
    }

    @Test
    void saysInKubernetesWordsWhyItMakesNoPod() {
        // Given
        Job made = admin.resource(ownJob("refused-pod")).create();
        lab.both("refused-pod", run -> run.state() == RunState.QUEUED);
        String words = "Error creating: pods \"refused-pod-x\" is forbidden: exceeded quota: compute";
        // When
        admin.resource(new EventBuilder()
                        .withNewMetadata()
                        .withName("refused-pod.1")
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewInvolvedObject()
                        .withApiVersion("batch/v1")
                        .withKind("Job")
                        .withNamespace(namespace)
                        .withName("refused-pod")
                        .withUid(made.getMetadata().getUid())
                        .endInvolvedObject()
                        .withType("Warning")
                        .withReason("FailedCreate")
                        .withMessage(words)
                        .withLastTimestamp("2026-11-29T12:00:00Z")
                        .build())
                .create();
        // Then
        assertThat(lab.both("refused-pod", run -> run.message().contains("quota")))
                .extracting(RunView::message)
                .containsOnly("Kubernetes makes no pod for it: " + words);
    }

    @Test
    void refusesALogThatItsRoleMayNotRead() {
        // Given
        admin.rbac().roles().inNamespace(namespace).withName("trainer").edit(role -> {
            role.getRules().removeIf(rule -> rule.getResources().contains("pods/log"));
            return role;
        });
        Job made = admin.resource(ownJob("mine")).create();
        Pod running = new PodBuilder(ClusterSamples.running(made, "mine-a"))
                .editMetadata()
                .withNamespace(namespace)
                .endMetadata()
                .editSpec()
                .editFirstContainer()
                .withImage("trainer")
                .endContainer()
                .endSpec()
                .build();
        admin.resource(running).create();
        admin.resource(running).updateStatus();
        lab.both("mine", run -> run.state() == RunState.STARTING);
        // When
        RunLog log = lab.first().log("mine", OptionalInt.empty(), true);
        lab.await(() -> refused(log));
        // Then
        assertThatExceptionOfType(ClusterFailure.class)
                .isThrownBy(log::read)
                .matches(failure -> failure.kind() == ClusterFailure.Kind.FORBIDDEN)
                .withMessageContaining("cannot get resource \"pods/log\"");
    }

    /** The authorizer learns of a role that changed a moment later. */
    private static boolean refused(RunLog log) {
        try {
            log.read();
            return false;
        } catch (ClusterFailure e) {
            return e.kind() == ClusterFailure.Kind.FORBIDDEN;
        }
    }

    private void deleteJob(String name) {
        admin.batch().v1().jobs().inNamespace(namespace).withName(name).delete();
    }

    private Job job(String name) {
        return admin.batch().v1().jobs().inNamespace(namespace).withName(name).get();
    }

    /** One with settings of its own. */
    private Job ownJob(String name) {
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

    @Test
    void submitsASweepAsOneRun() {
        String text = NamedSweeps.text("keras-study").orElseThrow();
        List<String> settings = List.of("epochs=1");
        SweepRequest request = new SweepRequest(
                Optional.of("study"),
                new SweepRequest.Source.Named("keras-study"),
                settings,
                SweepReader.yaml(text, settings),
                "digits",
                "sample",
                2,
                Map.of());

        RunView sweep = lab.first().submit(request);

        assertThat(lab.second().submit(request).id()).isEqualTo("study");
        assertThat(sweep.members()).hasValueSatisfying(members -> assertThat(members.count())
                .isEqualTo(request.sweep().members().size()));
        assertThat(lab.first().run("study-0").state()).isEqualTo(RunState.QUEUED);
        assertThat(lab.first().cancel("study", "").state()).isEqualTo(RunState.CANCELLED);
    }

    /** Whatever the request's own reader would have refused before. */
    @Test
    void givesTheClusterNothingToReplaceInACallersWords() {
        String hostile = "store:$(AWS_SECRET_ACCESS_KEY)$$(POD_NAME)";
        Map<String, Object> recipe = Map.of("base", "he2016-resnet20", "about", hostile);
        RunRequest request = new RunRequest(
                Optional.of("hostile"),
                "digits",
                hostile,
                Optional.empty(),
                RecipeReader.tree(recipe),
                recipe,
                Map.of("team", "red", "example.com/team", "red"));

        RunView run = lab.first().submit(request);

        PodTemplateSpec pod = admin.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withName("hostile")
                .get()
                .getSpec()
                .getTemplate();
        assertThat(pod.getSpec().getContainers().getFirst().getArgs())
                .contains("--data=store:$$(AWS_SECRET_ACCESS_KEY)$$$$(POD_NAME)")
                .contains("--set=about=store:$$(AWS_SECRET_ACCESS_KEY)$$$$(POD_NAME)")
                .noneMatch(it -> it.replace("$$", "").contains("$"));
        assertThat(pod.getMetadata().getLabels())
                .containsKey("example.com/team")
                .doesNotContainKey("team");
        assertThat(run.spec().dataset()).isEqualTo(hostile);
        lab.store.delete("hostile");
        assertThat(lab.second().run("hostile").spec().dataset())
                .as("as the Job tells it")
                .isEqualTo(hostile);
    }

    private void applyByHand(String runId) {
        admin.resource(new JobBuilder(ClusterSamples.job(runId).build())
                        .editMetadata()
                        .withNamespace(namespace)
                        .withUid(null)
                        .endMetadata()
                        .build())
                .create();
        lab.both(runId, run -> run.state() == RunState.QUEUED);
    }

    @Test
    void leavesNothingBehindWhereAJobHasTheNameAlready() {
        applyByHand("taken");
        admin.resource(new JobBuilder(ClusterSamples.job("no-run").build())
                        .editMetadata()
                        .withNamespace(namespace)
                        .withUid(null)
                        .withLabels(Map.of())
                        .endMetadata()
                        .build())
                .create();

        assertThatExceptionOfType(RunAlreadyExists.class)
                .isThrownBy(() -> lab.first().submit(request("taken", "red")));
        assertThatExceptionOfType(RunAlreadyExists.class)
                .isThrownBy(() -> lab.first().submit(request("no-run", "red")))
                .withMessageContaining("a Job 'no-run' that is no run");
        assertThat(lab.store.ids()).isEmpty();
        assertThat(lab.store.spec("taken")).isEmpty();
    }

    @Test
    void lendsNoMembersIdToARunNorARunsToAMember() {
        lab.first().submit(request("x-3", "red"));
        lab.first().submit(request("y-99", "red"));

        assertThatExceptionOfType(RunAlreadyExists.class)
                .isThrownBy(() -> lab.second().submit(sweep("x")))
                .withMessageContaining("'x-3'");
        assertThat(lab.store.spec("x")).isEmpty();
        assertThat(lab.first().submit(sweep("y")).id()).isEqualTo("y");
        assertThatExceptionOfType(RunAlreadyExists.class)
                .isThrownBy(() -> lab.second().submit(request("y-3", "red")))
                .withMessageContaining("member of the sweep 'y'");
        assertThatExceptionOfType(RunAlreadyExists.class)
                .isThrownBy(() -> lab.second().submit(sweep("y-0")))
                .withMessageContaining("member of the sweep 'y'");
        assertThatExceptionOfType(RunAlreadyExists.class)
                .isThrownBy(() -> lab.second().submit(request("y", "red")))
                .withMessageContaining("recipe.sweep: 'keras-study' there, nothing asked");
        assertThat(lab.second().submit(sweep("y")).id()).isEqualTo("y");
    }

    private static SweepRequest sweep(String runId) {
        String text = NamedSweeps.text("keras-study").orElseThrow();
        return new SweepRequest(
                Optional.of(runId),
                new SweepRequest.Source.Named("keras-study"),
                List.of(),
                SweepReader.yaml(text, List.of()),
                "digits",
                "sample",
                2,
                Map.of());
    }

    @Test
    void leavesTheRunOfAnotherSubmissionAloneWhenItFails() {
        // Given
        lab.first().submit(request("mine", "red"));
        admin.batch().v1().jobs().inNamespace(namespace).withName("mine").delete();
        lab.both("mine", run -> run.message().startsWith("its Job is gone"));
        admin.rbac().roles().inNamespace(namespace).withName("trainer").edit(role -> {
            role.getRules().removeIf(rule -> rule.getResources().contains("jobs"));
            return role;
        });
        // When
        lab.await(() -> refusal().isPresent());
        assertThatExceptionOfType(ClusterFailure.class)
                .isThrownBy(() -> lab.second().submit(request("mine", "red")));
        // Then
        assertThat(lab.store.spec("mine")).isPresent();
    }

    @Test
    void seesWhatOthersDoToAJobThatWasAppliedByHand() {
        admin.resource(new JobBuilder(ClusterSamples.job("by-hand").build())
                        .editMetadata()
                        .withNamespace(namespace)
                        .withUid(null)
                        .endMetadata()
                        .build())
                .create();
        lab.both("by-hand", run -> run.state() == RunState.QUEUED);

        admin.batch().v1().jobs().inNamespace(namespace).withName("by-hand").edit(job -> new JobBuilder(job)
                .editSpec()
                .withSuspend(true)
                .endSpec()
                .build());

        assertThat(lab.both("by-hand", run -> run.state() == RunState.SUSPENDED))
                .extracting(RunView::state)
                .containsOnly(RunState.SUSPENDED);
    }

    @Test
    void keepsNothingOfARunThatKubernetesRefuses() {
        // Given
        admin.rbac().roles().inNamespace(namespace).withName("trainer").edit(role -> {
            role.getRules().removeIf(rule -> rule.getResources().contains("jobs"));
            return role;
        });
        // When
        lab.await(() -> refusal().isPresent());
        // Then
        assertThat(refusal()).hasValueSatisfying(failure -> {
            assertThat(failure.kind()).isEqualTo(ClusterFailure.Kind.FORBIDDEN);
            assertThat(failure).hasMessageContaining("User \"control-plane\" cannot");
        });
        assertThat(lab.store.spec("refused")).isEmpty();
        assertThat(lab.store.ids()).isEmpty();
    }

    /** The authorizer learns of a role that changed a moment later. */
    private Optional<ClusterFailure> refusal() {
        try {
            lab.first().submit(request("refused", "red"));
            admin.batch().v1().jobs().inNamespace(namespace).withName("refused").delete();
            lab.store.delete("refused");
            return Optional.empty();
        } catch (ClusterFailure e) {
            return Optional.of(e);
        }
    }
}
