package io.resforge.trainer.backend.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.backend.RunView;
import io.resforge.trainer.contract.RunState;
import io.resforge.trainer.run.RunFilter;
import io.resforge.trainer.run.RunFilter.LabelSelector;
import io.resforge.trainer.run.RunService;
import io.resforge.trainer.testing.SampleRuns;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose Jobs a person applied, and whose workers therefore know less of them than the Jobs tell. */
@EnableKubernetesMockClient(crud = true, https = false)
class HandAppliedJobsTest {

    private static final RunFilter RED = new RunFilter(Set.of(), Optional.empty(), LabelSelector.parse("team=red"));

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

    private void apply(String runId) {
        lab.apply(ClusterSamples.job(runId)
                .editMetadata()
                .addToLabels("team", "red")
                .endMetadata()
                .build());
        lab.both(runId, run -> run.state() == RunState.QUEUED);
        lab.await(() -> lab.store.job(runId).isPresent());
    }

    private void deleteJob(String name) {
        client.batch()
                .v1()
                .jobs()
                .inNamespace(TwoControlPlanes.NAMESPACE)
                .withName(name)
                .delete();
        lab.both(name, run -> run.message().startsWith("it has no Job here"));
    }

    private static List<RunView> red(RunService control) {
        return control.list(RED, Optional.empty(), 10).runs();
    }

    @Test
    void keepsTheLabelsOfTheJobOnceItsWorkerBegan() {
        // Given
        apply("mine");
        // When
        lab.store.submit(SampleRuns.spec("mine", 0));
        // Then
        assertThat(lab.both("mine", run -> run.spec()
                        .equals(red(lab.first()).getFirst().spec())))
                .extracting(RunView::labels)
                .allSatisfy(labels -> assertThat(labels).containsEntry("team", "red"));
    }

    @Test
    void keepsTheLabelsOfTheJobOnceThatIsGone() {
        // Given
        apply("mine");
        lab.store.submit(SampleRuns.spec("mine", 0));
        // When
        deleteJob("mine");
        // Then
        for (RunService control : List.of(lab.first(), lab.second())) {
            assertThat(red(control)).extracting(RunView::id).containsExactly("mine");
            assertThat(control.run("mine").spec().dataset())
                    .isEqualTo(SampleRuns.spec("mine", 0).dataset());
        }
    }

    @Test
    void givesTheMembersOfASweepItsLabels() {
        // Given
        RunSpec sweep = new RunSpec(
                "all",
                "digits",
                "sample",
                null,
                Map.of("sweep", "study", "members", 4),
                SampleRuns.NOW,
                Map.of("team", "red"));
        lab.store.submit(sweep);
        // When
        lab.store.submit(SampleRuns.spec("all-1", 0));
        lab.store.submit(SampleRuns.spec("all-4", 0));
        // Then
        assertThat(red(lab.first())).extracting(RunView::id).containsExactlyInAnyOrder("all", "all-1");
    }

    @Test
    void listsARunWhoseJobWasDeletedBeforeItsWorkerBegan() {
        // Given
        apply("mine");
        // When
        deleteJob("mine");
        // Then
        for (RunService control : List.of(lab.first(), lab.second())) {
            lab.await(() -> !red(control).isEmpty());
            assertThat(red(control)).containsExactly(control.run("mine"));
        }
        assertThat(lab.store.ids()).isEmpty();
    }

    @Test
    void listsAllOthersBesideARecordOfAJobThatIsDamaged() {
        // Given
        apply("damaged");
        apply("sound");
        ObjectStore.open(folder.toString()).put("runs/damaged/job.json", new byte[0]);
        // When
        deleteJob("sound");
        client.batch()
                .v1()
                .jobs()
                .inNamespace(TwoControlPlanes.NAMESPACE)
                .withName("damaged")
                .delete();
        // Then
        for (RunService control : List.of(lab.first(), lab.second())) {
            lab.await(() -> red(control).size() == 1);
            assertThat(red(control)).extracting(RunView::id).containsExactly("sound");
        }
    }
}
