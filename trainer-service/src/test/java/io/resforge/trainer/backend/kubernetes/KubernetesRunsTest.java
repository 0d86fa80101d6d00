package io.resforge.trainer.backend.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.backend.RunRefused.RunAlreadyEnded;
import io.resforge.trainer.backend.RunRefused.RunStillLives;
import io.resforge.trainer.backend.RunRefused.UnknownRun;
import io.resforge.trainer.backend.RunRefused.UnsupportedOperation;
import io.resforge.trainer.backend.RunView;
import io.resforge.trainer.contract.RunState;
import io.resforge.trainer.run.RunFilter;
import io.resforge.trainer.run.RunFilter.LabelSelector;
import io.resforge.trainer.run.RunPage;
import io.resforge.trainer.testing.SampleRuns;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that a user applied by hand, seen by two control planes. */
@EnableKubernetesMockClient(crud = true, https = false)
class KubernetesRunsTest {

    /** Seconds. */
    private static final int LONG_AGO = -500_000_000;

    @TempDir
    Path folder;

    KubernetesClient client;

    private TwoControlPlanes lab;

    @BeforeEach
    void begin() {
        client.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(TwoControlPlanes.NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
        lab = new TwoControlPlanes(client, ObjectStore.openOrCreate(folder.toString()));
    }

    @AfterEach
    void end() {
        lab.close();
    }

    private static Job job(String runId) {
        return ClusterSamples.job(runId).build();
    }

    private static boolean isQueued(RunView run) {
        return run.state() == RunState.QUEUED;
    }

    private void applied(String runId) {
        lab.apply(job(runId));
        awaitListed(runId);
    }

    private void awaitListed(String runId) {
        for (var control : List.of(lab.first(), lab.second())) {
            lab.await(() -> control.list(RunFilter.ALL, Optional.empty(), 1000).runs().stream()
                    .anyMatch(run -> run.id().equals(runId)));
        }
    }

    @Test
    void showsAJobThatWasAppliedByHandAndWhatItAsksFor() {
        applied("by-hand");

        List<RunView> views = lab.both("by-hand", KubernetesRunsTest::isQueued);

        assertThat(views.get(0)).isEqualTo(views.get(1));
        RunView run = views.getFirst();
        assertThat(run.state()).isEqualTo(RunState.QUEUED);
        assertThat(run.spec().model()).isEqualTo("digits");
        assertThat(run.spec().dataset()).isEqualTo("sample");
        assertThat(run.spec().recipe())
                .containsEntry("epochs", 3)
                .containsEntry("arch", "resnet20-v1:shortcut=padding");
    }

    @Test
    void listsAllOthersBesideJobsThatMakeNoSense() {
        // Given
        lab.apply(ClusterSamples.job("odd-label")
                .editMetadata()
                .addToLabels("resforge.io/run", "My_Run.2")
                .endMetadata()
                .build());
        lab.apply(ClusterSamples.job("no-label")
                .editMetadata()
                .addToLabels("resforge.io/run", "")
                .endMetadata()
                .build());
        lab.apply(ClusterSamples.sweep("huge", Integer.MAX_VALUE).build());
        lab.apply(ClusterSamples.job("odd-words")
                .editMetadata()
                .addToLabels("resforge.io/model", "Not_A_Model")
                .addToLabels("resforge.io/recipe", "")
                .withCreationTimestamp("yesterday")
                .endMetadata()
                .editSpec()
                .withCompletionMode("Sideways")
                .editTemplate()
                .editSpec()
                .editFirstContainer()
                .withArgs("--set", "--recipe-json", "[[[[", "--set=", "--data", "--model=", "--set=lr=$(X)", "--recipe")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build());
        lab.apply(ClusterSamples.job("no-container")
                .editSpec()
                .editTemplate()
                .editSpec()
                .withContainers()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build());
        // When
        applied("sound");
        // Then
        assertThat(lab.first().list(RunFilter.ALL, Optional.empty(), 1000).runs())
                .extracting(RunView::id)
                .containsExactlyInAnyOrder("huge", "odd-words", "no-container", "sound");
        assertThat(lab.first().run("huge").members()).isEmpty();
        assertThat(lab.first().cancel("huge", "").state()).isEqualTo(RunState.CANCELLED);
    }

    @Test
    void showsThePodsOfAJobWhoseTemplateHasNoLabels() {
        Job made = lab.apply(job("mine"));
        lab.apply(ClusterSamples.running(made, "mine-a"));

        List<RunView> views = lab.both("mine", run -> run.state() == RunState.STARTING);

        assertThat(views).extracting(RunView::message).containsOnly("the worker loads its data");
    }

    @Test
    void suspendsAndResumesAndIsSeenByBoth() {
        applied("mine");

        assertThat(lab.first().suspend("mine").state()).isEqualTo(RunState.SUSPENDED);
        assertThat(lab.both("mine", run -> run.state() == RunState.SUSPENDED))
                .extracting(RunView::state)
                .containsOnly(RunState.SUSPENDED);
        assertThat(lab.second().resume("mine").state()).isEqualTo(RunState.QUEUED);
        assertThat(lab.both("mine", KubernetesRunsTest::isQueued))
                .extracting(RunView::state)
                .containsOnly(RunState.QUEUED);
    }

    @Test
    void keepsTheRecordOfARunThatIsCancelledAndNotItsJob() {
        applied("mine");

        RunView cancelled = lab.first().cancel("mine", "not needed");

        assertThat(cancelled.state()).isEqualTo(RunState.CANCELLED);
        assertThat(cancelled.message()).isEqualTo("cancelled: not needed");
        assertThat(client.batch().v1().jobs().inNamespace("lab").list().getItems())
                .isEmpty();
        assertThat(lab.second().cancel("mine", "again")).as("the same again").isEqualTo(cancelled);
        assertThat(lab.second().run("mine").spec().model()).isEqualTo("digits");
        assertThatExceptionOfType(RunAlreadyEnded.class)
                .isThrownBy(() -> lab.first().suspend("mine"));
    }

    @Test
    void recordsAFailureThatTheWorkerCouldNotTellBeforeTheJobIsGone() {
        // Given
        applied("mine");
        lab.setStatus(
                "mine",
                ClusterSamples.with(job("mine"), "Failed", "DeadlineExceeded", "")
                        .getStatus());
        lab.await(() -> lab.store.end("mine").isPresent());
        // When
        client.batch().v1().jobs().inNamespace("lab").withName("mine").delete();
        // Then
        assertThat(lab.both("mine", run -> run.state() == RunState.FAILED))
                .extracting(RunView::message)
                .containsOnly("it took longer than its deadline of 3600 s (DeadlineExceeded)");
        assertThatExceptionOfType(RunAlreadyEnded.class)
                .isThrownBy(() -> lab.first().cancel("mine", ""));
    }

    @Test
    void deletesARunThatHasEndedAndNoOther() {
        applied("mine");

        assertThatExceptionOfType(RunStillLives.class)
                .isThrownBy(() -> lab.first().delete("mine", false));
        lab.first().cancel("mine", "");
        lab.first().delete("mine", false);

        assertThatExceptionOfType(UnknownRun.class).isThrownBy(() -> lab.first().run("mine"));
        assertThatExceptionOfType(UnknownRun.class)
                .isThrownBy(() -> lab.second().run("mine"));
    }

    @Test
    void showsARunWhoseJobIsGoneAndNobodyWorksOn() {
        lab.store.submit(SampleRuns.spec("orphan", 0));

        RunView run = lab.first().run("orphan");

        assertThat(run.state()).isEqualTo(RunState.SUSPENDED);
        assertThat(run.message())
                .isEqualTo(
                        "it has no Job here: if that was deleted, the run is cancelled within a minute; else it goes on when it is resumed");
    }

    @Test
    void showsASweepAndItsMembers() {
        // Given
        lab.apply(ClusterSamples.sweep("all", 4).build());
        awaitListed("all");
        lab.setStatus(
                "all",
                new JobStatusBuilder()
                        .withActive(1)
                        .withSucceeded(1)
                        .withCompletedIndexes("0")
                        .withFailedIndexes("2")
                        .build());
        // When
        List<RunView> views = lab.both(
                "all", run -> run.members().filter(it -> it.succeeded() == 1).isPresent());
        // Then
        assertThat(views).extracting(RunView::message).containsOnly("1 of 4 members done, 1 at work, failed are 2");
        assertThat(lab.first().run("all-2").state()).isEqualTo(RunState.FAILED);
        assertThat(lab.first().run("all-3").state()).isEqualTo(RunState.QUEUED);
        assertThatExceptionOfType(UnknownRun.class).isThrownBy(() -> lab.first().run("all-4"));
        assertThatExceptionOfType(UnsupportedOperation.class)
                .isThrownBy(() -> lab.first().suspend("all-3"))
                .withMessageContaining("suspend 'all' instead");
    }

    @Test
    void listsPageByPageInOneOrderOnBothWithFilters() {
        // Given
        for (int i = 0; i < 7; i++) {
            lab.apply(ClusterSamples.job("run-" + i)
                    .editMetadata()
                    .addToLabels("team", i % 2 == 0 ? "red" : "blue")
                    .endMetadata()
                    .editSpec()
                    .withSuspend(i == 4)
                    .endSpec()
                    .build());
        }
        lab.store.submit(SampleRuns.spec("ended", LONG_AGO));
        lab.store.end("ended", new RunEnd(RunEnd.Outcome.CANCELLED, "cancelled", null, SampleRuns.NOW));
        awaitListed("run-6");
        // When
        List<String> first = pages(RunFilter.ALL);
        // Then
        assertThat(first).containsExactly("run-6", "run-5", "run-4", "run-3", "run-2", "run-1", "run-0", "ended");
        assertThat(pages(new RunFilter(Set.of(RunState.SUSPENDED), Optional.empty(), LabelSelector.ALL)))
                .containsExactly("run-4");
        assertThat(pages(new RunFilter(
                        Set.of(),
                        Optional.of("he2016-resnet20"),
                        LabelSelector.parse("team in (red),resforge.io/run!=run-6"))))
                .containsExactly("run-4", "run-2", "run-0");
    }

    /** In pages of two, of which one control plane gives every other. */
    private List<String> pages(RunFilter filter) {
        List<String> ids = new ArrayList<>();
        RunPage page = lab.first().list(filter, Optional.empty(), 2);
        for (int i = 0; ; i++) {
            page.runs().forEach(run -> ids.add(run.id()));
            if (page.next().isEmpty()) {
                return ids;
            }
            page = (i % 2 == 0 ? lab.second() : lab.first()).list(filter, page.next(), 2);
        }
    }
}
