package io.resforge.report.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.registry.checkpoint.InvalidCheckpoint;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.run.ReportFiles;
import io.resforge.registry.run.RunAttempt;
import io.resforge.registry.run.RunStatus;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.run.RunSuspension;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.report.page.Reports;
import io.resforge.report.run.Findings;
import io.resforge.report.run.Predictions;
import io.resforge.report.run.RunReport;
import io.resforge.report.run.RunReport.EpochPoint;
import io.resforge.report.run.RunReport.RunScores.ReportedScore;
import io.resforge.report.source.StoredRunReports.NothingToReport;
import io.resforge.testing.FakeWorker;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredRunReportsTest {

    private static final Instant NOW = Instant.parse("2026-01-02T12:30:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final Map<String, Object> RECIPE = Map.of("lr", 0.1);

    private final ObjectStore store;
    private final FakeWorker worker;
    private final StoredRunReports runs;

    StoredRunReportsTest(@TempDir Path folder) {
        store = ObjectStore.openOrCreate(folder.toString());
        worker = new FakeWorker(store);
        runs = new StoredRunReports(store, CLOCK);
    }

    @Test
    void tellsAllThatTheStoreKnowsOfARun() {
        // Given
        worker.publish("run-1", RECIPE, .5, .75);
        // When
        RunReport report = runs.report("run-1");
        // Then
        assertThat(report.identity().run()).isEqualTo("run-1");
        assertThat(report.identity().version()).isEqualTo("1");
        assertThat(report.identity().architecture()).isEqualTo("resnet8-v1");
        assertThat(report.recipe()).containsExactly(Map.entry("lr", "0.1"));
        assertThat(report.data().labels()).containsExactly("cat", "dog");
        assertThat(report.software()).containsEntry("pytorch", "2.7.1");
        assertThat(report.epochs()).extracting(EpochPoint::epoch).containsExactly(1, 2);
        assertThat(report.predictions()).isNull();
    }

    @Test
    void takesTheScoresOfTheEpochThatWasPublished() {
        worker.publish("run-1", RECIPE, .5, .75);

        RunReport report = runs.report("run-1");

        assertThat(report.scores().bestEpoch()).isEqualTo(2);
        assertThat(report.scores().heldOut()).isEqualTo(new ReportedScore(.75, .75));
        assertThat(report.scores().test()).isEqualTo(new ReportedScore(.8, .75));
        assertThat(report.best().orElseThrow().training().top5()).isEqualTo(.9);
        assertThat(report.best().orElseThrow().gradientNorm()).isEqualTo(1.5);
    }

    @Test
    void makesAWholeReportWithoutPredictions() {
        worker.publish("run-1", RECIPE, .5);

        assertThat(Reports.of(runs.report("run-1")))
                .extracting(file -> file.name())
                .contains("index.html", "summary.md");
    }

    @Test
    void hasNoTestLossWhereAnEarlierBuildRecordedNone() {
        worker.publishWithoutLoss("run-1", RECIPE, .5);

        assertThat(runs.report("run-1").scores().test()).isEqualTo(new ReportedScore(null, .75));
    }

    @Test
    void tellsOfARunThatGoesOnWhatThereIsSoFar() {
        // Given
        worker.train("young", RECIPE, .5, .4);
        new RunStore(store).claim("young", RunAttempt.only("process", "laptop", 7, null, NOW));
        new RunStore(store).report("young", new RunStatus(NOW.minusSeconds(90), NOW, null));
        // When
        RunReport report = runs.report("young");
        // Then
        assertThat(report.course().state()).isEqualTo("starting");
        assertThat(report.course().asOf()).isEqualTo(NOW);
        assertThat(report.course().attempts()).extracting(it -> it.host()).containsExactly("laptop");
        assertThat(report.epochs()).hasSize(2);
        assertThat(report.scores().bestEpoch()).isEqualTo(2);
        assertThat(report.identity().parameters()).isNull();
        assertThat(report.data().name()).isEqualTo("pets");
    }

    @Test
    void tellsWhyARunFailedAndThatOneIsSuspended() {
        worker.fail("broken", "the loss is not a number");
        worker.train("held", RECIPE);
        new RunStore(store).hold("held", new RunSuspension(true, 0, "another kind of processor"));

        assertThat(runs.report("broken").course().state()).isEqualTo("failed");
        assertThat(runs.report("broken").course().reason()).isEqualTo("the loss is not a number");
        assertThat(runs.report("held").course().state()).isEqualTo("suspended");
        assertThat(runs.report("held").scores()).isNull();
    }

    @Test
    void hasWhatTheNetworkSaysOnceItsWorkerHasWrittenIt() {
        // Given
        worker.publish("run-1", RECIPE, .5);
        Predictions predictions = Predictions.fromLogits(
                "test", 2, new int[] {0, 1}, new float[] {9, 0, 9, 0}, image -> Optional.empty());
        RunReport written = runs.report("run-1").with(Findings.of(predictions));
        new ReportFiles(store).put("run-1", RunReport.FILE, written.json());
        // When, and when its version is gone
        RunReport report = runs.report("run-1");
        store.delete("models/pets/versions/1/manifest.json");
        RunReport later = runs.report("run-1");
        // Then
        assertThat(report.predictions().images()).isEqualTo(2);
        assertThat(later.data().labels()).containsExactly("cat", "dog");
        assertThat(later.predictions().confusions()).hasSize(1);
    }

    @Test
    void saysThatThereIsNoSuchRun() {
        assertRefused("none", "there is no run 'none' in the store");
        assertRefused("No Run!", "there is no run 'No Run!' in the store");
    }

    private void assertRefused(String runId, String sentence) {
        assertThatThrownBy(() -> runs.report(runId))
                .isInstanceOf(NothingToReport.class)
                .hasMessage(sentence);
    }

    @Test
    void tellsWhatIsLeftWhereTheVersionOrItsEpochIsGone() {
        worker.publish("run-1", RECIPE, .5, .75);
        store.delete("runs/run-1/epochs/0002.json");
        assertThat(runs.report("run-1").scores().bestEpoch()).isEqualTo(1);
        store.delete("models/pets/versions/1/manifest.json");
        assertThat(runs.report("run-1").identity().version()).isEqualTo("1");
        assertThat(runs.report("run-1").data().labels()).isNull();
    }

    @Test
    void passesOnThatTheStoreIsDamagedOrGone(@TempDir Path elsewhere) {
        worker.publish("run-1", RECIPE, .5);
        store.put("models/pets/versions/1/manifest.json", new byte[] {1, 2, 3});
        assertThatThrownBy(() -> runs.report("run-1")).isInstanceOf(InvalidCheckpoint.class);
        store.put("runs/run-1/end.json", new byte[] {1, 2, 3});
        assertThatThrownBy(() -> runs.report("run-1")).isInstanceOf(DamagedObject.class);

        ObjectStore gone = ObjectStore.open(elsewhere.resolve("gone").toString());
        assertThatThrownBy(() -> new StoredRunReports(gone, CLOCK).report("run-1"))
                .isInstanceOf(StoreFailure.class);
    }

    @Test
    void keepsTheRecipeInWords() {
        worker.publish("run-1", Map.of("augment", List.of()), .5);

        assertThat(runs.report("run-1").recipe()).containsEntry("augment", "none");
    }
}
