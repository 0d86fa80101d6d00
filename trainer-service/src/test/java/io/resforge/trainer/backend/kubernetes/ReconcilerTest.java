package io.resforge.trainer.backend.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.resforge.registry.run.JobIndex;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.SweepRecord;
import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.backend.RunView;
import io.resforge.trainer.backend.kubernetes.client.ClusterFailure;
import io.resforge.trainer.backend.kubernetes.job.Installation;
import io.resforge.trainer.backend.kubernetes.job.JobApplier;
import io.resforge.trainer.contract.RunRequest;
import io.resforge.trainer.contract.RunState;
import io.resforge.trainer.testing.FlakyStore;
import io.resforge.trainer.testing.SampleRuns;
import io.resforge.training.recipe.RecipeReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of runs and Jobs that one of the two does not know of, also when the API server or the store is away in between. */
@EnableKubernetesMockClient(crud = true, https = false)
class ReconcilerTest {

    private static final String JOBS = "/apis/batch/v1/namespaces/lab/jobs/";

    @TempDir
    Path folder;

    KubernetesMockServer server;
    KubernetesClient client;

    /** One that tries nothing again by itself. */
    private KubernetesClient impatient;

    private FlakyStore objects;
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
        impatient = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(client.getConfiguration())
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
        objects = new FlakyStore(ObjectStore.openOrCreate(folder.toString()));
        lab = lab();
    }

    private TwoControlPlanes lab() {
        return new TwoControlPlanes(
                impatient,
                TwoControlPlanes.NAMESPACE,
                objects,
                new JobApplier(impatient, TwoControlPlanes.NAMESPACE, Installation.plain()),
                TwoControlPlanes.OFTEN);
    }

    @AfterEach
    void end() {
        lab.close();
        impatient.close();
    }

    private static RunRequest request(String runId) {
        Map<String, Object> recipe = Map.of("base", "he2016-resnet20", "epochs", 3);
        return new RunRequest(
                Optional.of(runId),
                "digits",
                "sample",
                Optional.empty(),
                RecipeReader.tree(recipe),
                recipe,
                Map.of("resforge.io/recipe", "he2016-resnet20"));
    }

    private void fail(String method, String job) {
        var status =
                new StatusBuilder().withCode(503).withMessage("etcd is away").build();
        var path = method.equals("DELETE")
                ? server.expect().delete().withPath(JOBS + job)
                : server.expect()
                        .patch()
                        .withPath(JOBS + job + "?fieldValidation=Strict&fieldManager=resforge&force=false");
        path.andReturn(503, status).once();
    }

    private void deleteJob(String name) {
        client.batch().v1().jobs().inNamespace("lab").withName(name).delete();
    }

    private void awaitKnown(String runId) {
        lab.await(() -> lab.store.job(runId).isPresent());
    }

    private boolean hasJob(String name) {
        return client.batch().v1().jobs().inNamespace("lab").withName(name).get() != null;
    }

    @Test
    void deletesTheJobOfACancelledRunOnceTheApiServerIsBack() {
        // Given
        lab.apply(ClusterSamples.job("mine").build());
        lab.both("mine", run -> true);
        fail("DELETE", "mine");
        // When
        RunView cancelled = lab.first().cancel("mine", "enough");
        // Then
        assertThat(cancelled.state()).isEqualTo(RunState.CANCELLED);
        lab.await(() -> !hasJob("mine"));
        assertThat(hasJob("mine")).isFalse();
        lab.awaitListed(Set::isEmpty);
    }

    @Test
    void leavesNothingOfASubmissionOfWhichNoJobCame() {
        // Given
        fail("PATCH", "mine");
        assertThatExceptionOfType(ClusterFailure.class)
                .isThrownBy(() -> lab.first().submit(request("mine")))
                .matches(ClusterFailure::isTransient);
        // Then
        assertThat(lab.store.spec("mine")).isEmpty();
        assertThat(lab.store.ids()).isEmpty();
        lab.awaitListed(Set::isEmpty);
    }

    @Test
    void keepsARunThatWasThereBeforeItsSubmissionWasSentAgainInVain() {
        // Given
        lab.store.submit(request("mine").spec("mine", SampleRuns.NOW));
        fail("PATCH", "mine");
        // When
        assertThatExceptionOfType(ClusterFailure.class)
                .isThrownBy(() -> lab.first().submit(request("mine")));
        deletedAnother();
        // Then
        assertThat(lab.store.spec("mine")).isPresent();
    }

    /** Another run whose Job was deleted since shows that all has been looked at. */
    private void deletedAnother() {
        lab.apply(ClusterSamples.job("another").build());
        lab.await(() -> lab.store.job("another").isPresent());
        deleteJob("another");
        lab.both("another", run -> run.state().ended());
    }

    @Test
    void cancelsARunWhoseJobWasDeletedWhileNobodyWatched() {
        // Given
        lab.apply(ClusterSamples.job("mine").build());
        awaitKnown("mine");
        lab.close();
        deleteJob("mine");
        // When
        lab = lab();
        // Then
        List<RunView> views = lab.both("mine", run -> run.state().ended());
        assertThat(views)
                .as("with %s", objects.list(""))
                .extracting(RunView::message)
                .containsOnly("cancelled: its Job was deleted");
    }

    @Test
    void goesOnWhenTheStoreIsBack() {
        // Given
        lab.apply(ClusterSamples.job("mine").build());
        awaitKnown("mine");
        objects.failOn();
        deleteJob("mine");
        // When
        objects.recover();
        // Then
        assertThat(lab.both("mine", run -> run.state().ended()))
                .extracting(RunView::state)
                .containsOnly(RunState.CANCELLED);
    }

    @Test
    void keepsTheEndOfARunWhoseJobGoesAfterwards() {
        // Given
        lab.apply(ClusterSamples.job("mine").build());
        awaitKnown("mine");
        lab.store.submit(SampleRuns.spec("mine", 0));
        lab.store.end("mine", SampleRuns.failed("no luck"));
        // When
        deleteJob("mine");
        lab.awaitListed(Set::isEmpty);
        // Then
        assertThat(lab.first().run("mine").message()).isEqualTo("no luck");
    }

    @Test
    void endsTheMembersOfASweepWithIt() {
        // Given
        Job sweep = lab.apply(ClusterSamples.sweep("all", 4).build());
        awaitKnown("all");
        lab.store.submit(SampleRuns.spec("all-1", 0));
        // When
        deleteJob("all");
        // Then
        lab.both("all", run -> run.state().ended());
        assertThat(lab.first().run("all").state()).isEqualTo(RunState.CANCELLED);
        assertThat(sweep.getSpec().getCompletions()).isEqualTo(4);
    }

    @Test
    void asksAtMostAFewTimesForEachMemberThatFailedHoweverOftenTheJobChanges() {
        // Given
        int members = 60;
        lab.apply(ClusterSamples.sweep("all", members).build());
        awaitKnown("all");
        IntStream.range(0, members).forEach(i -> lab.store.submit(SampleRuns.spec("all-" + i, 0)));
        failedMembers(members / 2);
        lab.await(() -> lab.store.end("all-29").isPresent());
        // When: it changes again and again
        for (int i = 0; i < 20; i++) {
            touch("all", i);
        }
        failedMembers(members);
        lab.await(() -> lab.store.end("all-59").isPresent());
        // Then
        assertThat(objects.readsOf("runs/all-0/")).as("by two control planes").isLessThanOrEqualTo(12);
        assertThat(lab.store.end("all-0").map(RunEnd::outcome)).contains(RunEnd.Outcome.FAILED);
    }

    private void failedMembers(int count) {
        lab.setStatus(
                "all",
                new JobStatusBuilder().withFailedIndexes("0-" + (count - 1)).build());
    }

    private void touch(String job, int i) {
        client.batch().v1().jobs().inNamespace("lab").withName(job).edit(it -> new JobBuilder(it)
                .editMetadata()
                .addToAnnotations("touched", Integer.toString(i))
                .endMetadata()
                .build());
    }

    @Test
    void recordsHowTheMembersOfASweepEndedSoThatNobodyAsksThemAgain() {
        // Given
        lab.apply(ClusterSamples.sweep("all", 3).build());
        awaitKnown("all");
        for (int i : List.of(0, 2)) {
            lab.store.submit(SampleRuns.spec("all-" + i, 0));
            lab.store.end("all-" + i, SampleRuns.succeeded(Integer.toString(i + 1), 0.5 + 0.1 * i));
        }
        Job failed = ClusterSamples.with(ClusterSamples.sweep("all", 3).build(), "Failed", "FailedIndexes", "");
        // When
        lab.setStatus(
                "all",
                new JobStatusBuilder(failed.getStatus())
                        .withSucceeded(2)
                        .withCompletedIndexes("0,2")
                        .withFailedIndexes("1")
                        .build());
        lab.await(() -> lab.store.end("all").isPresent());
        // Then
        assertThat(lab.store.sweep("all")).contains(new SweepRecord(3, 2, "1"));
        assertThat(lab.store.end("all").orElseThrow().message())
                .isEqualTo("some members failed: 1; the best is version 3 of digits, 70.00% on held-out images");
        lab.await(() -> outcome("all").isPresent());
        assertThat(outcome("all").orElseThrow()).startsWith("failed: some members failed: 1; the best is version 3");
    }

    @Test
    void writesOnAJobWhatCameOfItsRun() {
        // Given
        lab.apply(ClusterSamples.job("mine").build());
        awaitKnown("mine");
        lab.store.submit(SampleRuns.spec("mine", 0));
        lab.store.end("mine", SampleRuns.succeeded("17", 0.5));
        // When
        lab.setStatus(
                "mine",
                ClusterSamples.with(ClusterSamples.job("mine").build(), "Complete", "", "")
                        .getStatus());
        lab.await(() -> outcome("mine").isPresent());
        // Then
        assertThat(outcome("mine"))
                .contains("version 17 of digits, 50.00% on held-out images; not promoted: another is better");
        assertThat(client.batch()
                        .v1()
                        .jobs()
                        .inNamespace("lab")
                        .withName("mine")
                        .get()
                        .getMetadata()
                        .getLabels())
                .containsEntry("resforge.io/version", "17")
                .containsEntry("resforge.io/promoted", "false");
        assertThat(client.v1().events().inNamespace("lab").list().getItems())
                .extracting(event -> event.getReason() + ": " + event.getMessage())
                .containsExactlyInAnyOrder(
                        "Published: version 17 of digits, 50.00% on held-out images", "NotPromoted: another is better");
    }

    private Optional<String> outcome(String job) {
        return Optional.ofNullable(client.batch()
                        .v1()
                        .jobs()
                        .inNamespace("lab")
                        .withName(job)
                        .get()
                        .getMetadata()
                        .getAnnotations())
                .map(it -> it.get("resforge.io/outcome"));
    }

    @Test
    void asksForKeysAloneAsLongAsNothingChanges() {
        // Given
        for (int i = 0; i < 20; i++) {
            lab.apply(ClusterSamples.job("run-" + i).build());
        }
        lab.awaitListed(marks -> marks.size() == 20 && !marks.contains(JobIndex.Entry.SUBMITTED));
        // When
        lab.await(() -> recordsReadInTenLooks() == 0); // both control planes have met all Jobs
        // Then
        assertThat(recordsReadInTenLooks()).isZero();
    }

    private int recordsReadInTenLooks() {
        int records = objects.readsOf("runs/");
        int looks = objects.readsOf("jobs-by-namespace/");
        lab.await(() -> objects.readsOf("jobs-by-namespace/") >= looks + 10);
        return objects.readsOf("runs/") - records;
    }

    @Test
    void passesOverWhatTheStoreListsAndNoRunCanBeCalled() {
        String uid = client.namespaces().withName("lab").get().getMetadata().getUid();
        objects.create("jobs-by-namespace/" + uid + "/Not-a-run", new byte[0]);

        assertThat(lab.store.jobs(uid).all()).isEmpty();
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> new JobIndex.Entry("run", "../x"));
    }
}
