package io.resforge.report.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.registry.checkpoint.InvalidCheckpoint;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.report.page.Reports;
import io.resforge.report.run.EpochPoint;
import io.resforge.report.run.RunReport;
import io.resforge.report.run.RunScores.ReportedScore;
import io.resforge.report.source.StoredRunReports.NothingToReport;
import io.resforge.testing.FakeWorker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredRunReportsTest {

    private static final Map<String, Object> RECIPE = Map.of("lr", 0.1);

    private final ObjectStore store;
    private final FakeWorker worker;
    private final StoredRunReports runs;

    StoredRunReportsTest(@TempDir Path folder) {
        store = ObjectStore.openOrCreate(folder.toString());
        worker = new FakeWorker(store);
        runs = new StoredRunReports(store);
    }

    @Test
    void tellsAllThatTheStoreKnowsOfARun() {
        // Given
        worker.publish("run-1", RECIPE, .5, .75);
        // When
        RunReport report = runs.report("run-1");
        // Then
        assertThat(report.identity().run()).isEqualTo("run-1");
        assertThat(report.identity().version()).contains("1");
        assertThat(report.identity().architecture()).isEqualTo("resnet8-v1");
        assertThat(report.recipe()).containsExactly(Map.entry("lr", "0.1"));
        assertThat(report.data().labels()).containsExactly("cat", "dog");
        assertThat(report.software()).containsEntry("pytorch", "2.7.1");
        assertThat(report.epochs()).extracting(EpochPoint::epoch).containsExactly(1, 2);
        assertThat(report.predictions()).isEmpty();
    }

    @Test
    void takesTheScoresOfTheEpochThatWasPublished() {
        worker.publish("run-1", RECIPE, .5, .75);

        RunReport report = runs.report("run-1");

        assertThat(report.scores().bestEpoch()).isEqualTo(2);
        assertThat(report.scores().heldOut()).isEqualTo(new ReportedScore(.75, .75));
        assertThat(report.scores().test()).contains(new ReportedScore(.8, .75));
        assertThat(report.best().training().top5()).isEqualTo(OptionalDouble.of(.9));
        assertThat(report.best().gradientNorm()).isEqualTo(OptionalDouble.of(1.5));
    }

    @Test
    void makesAWholeReportWithoutPredictions() {
        worker.publish("run-1", RECIPE, .5);

        assertThat(Reports.of(runs.report("run-1")))
                .extracting(file -> file.name())
                .contains("index.html", "summary.md");
    }

    @Test
    void hasNoTestScoreWhereAnEarlierBuildRecordedNoLoss() {
        worker.publishWithoutLoss("run-1", RECIPE, .5);

        assertThat(runs.report("run-1").scores().test()).isEmpty();
    }

    @Test
    void saysWhyThereIsNothingToReport() {
        worker.train("young", RECIPE, .5);
        worker.fail("broken", "the loss is not a number");

        assertRefused("none", "there is no run 'none' in the store");
        assertRefused("No Run!", "there is no run 'No Run!' in the store");
        assertRefused("young", "run 'young' has not ended; its report is made when it has");
        assertRefused(
                "broken", "run 'broken' published no version, so there is nothing to report: the loss is not a number");
    }

    private void assertRefused(String runId, String sentence) {
        assertThatThrownBy(() -> runs.report(runId))
                .isInstanceOf(NothingToReport.class)
                .hasMessage(sentence);
    }

    @Test
    void saysThatTheVersionOrItsEpochIsGone() {
        var result = worker.publish("run-1", RECIPE, .5, .75);
        store.delete("runs/run-1/epochs/0002.json");
        assertRefused("run-1", "epoch 2, which was published, is not in the store");
        store.delete("models/pets/versions/1/manifest.json");
        assertRefused("run-1", "version 1 of pets is not in the store");
        assertThatThrownBy(() -> runs.report(result, Optional.empty())).isInstanceOf(NothingToReport.class);
    }

    @Test
    void passesOnThatTheStoreIsDamagedOrGone(@TempDir Path elsewhere) {
        worker.publish("run-1", RECIPE, .5);
        store.put("models/pets/versions/1/manifest.json", new byte[] {1, 2, 3});
        assertThatThrownBy(() -> runs.report("run-1")).isInstanceOf(InvalidCheckpoint.class);
        store.put("runs/run-1/end.json", new byte[] {1, 2, 3});
        assertThatThrownBy(() -> runs.report("run-1")).isInstanceOf(DamagedObject.class);

        ObjectStore gone = ObjectStore.open(elsewhere.resolve("gone").toString());
        assertThatThrownBy(() -> new StoredRunReports(gone).report("run-1")).isInstanceOf(StoreFailure.class);
    }

    @Test
    void keepsTheRecipeInWords() {
        worker.publish("run-1", Map.of("augment", List.of()), .5);

        assertThat(runs.report("run-1").recipe()).containsEntry("augment", "none");
    }
}
