package io.resforge.trainer.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.registry.run.ReportFiles;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.contract.ExitCode;
import io.resforge.trainer.testing.FlakyStore;
import io.resforge.trainer.testing.SampleRuns;
import io.resforge.trainer.testing.TinyDataset;
import io.resforge.trainer.worker.request.WorkerRequestReader.WorkerRequest;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.training.recipe.RecipeWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a worker leaves to look at, after real training. */
class ReportWriterTest {

    private static final String RUN = "run-1";

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Path folder;
    private final FlakyStore store;
    private final RunStore runs;

    ReportWriterTest(@TempDir Path folder) {
        this.folder = folder;
        store = new FlakyStore(ObjectStore.openOrCreate(folder.resolve("store").toString()));
        runs = new RunStore(store);
    }

    private ExitCode train() throws IOException {
        Path dataset = TinyDataset.write(folder.resolve("colours"));
        Map<String, Object> recipe = RecipeWriter.tree(RecipeReader.yaml(
                "{arch: resnet8-v1, epochs: 1, batch_size: 16, lr: 0.02, warmup: 0, augment: none, precision: fp32}"));
        runs.submit(new RunSpec(RUN, "colours", dataset.toString(), null, recipe, SampleRuns.NOW));
        WorkerLog log = new WorkerLog(new PrintStream(printed, true, StandardCharsets.UTF_8), Clock.systemUTC());
        return Workers.here(store, log).work(WorkerRequest.stored(RUN));
    }

    private String log() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void leavesAReportBesideTheRunsRecords() throws IOException {
        // When
        ExitCode code = train();
        // Then
        assertThat(code).as(log()).isEqualTo(ExitCode.OK);
        Map<String, byte[]> report = new ReportFiles(store).of(RUN);
        assertThat(report).containsOnlyKeys("index.html", "run.json", "summary.md");
        assertThat(new String(report.get("index.html"), StandardCharsets.UTF_8))
                .contains(RUN, "resnet8-v1", "green")
                .containsIgnoringCase("confusion");
        assertThat(log()).contains("wrote the report, " + report.size() + " files");
        assertThat(runs.end(RUN).orElseThrow().result().testLoss()).isNotNull();
    }

    @Test
    void succeedsWithoutAReportWhereTheStoreTakesNone() throws IOException {
        // Given
        store.failAt("/report/");
        // When
        ExitCode code = train();
        // Then
        assertThat(code).as(log()).isEqualTo(ExitCode.OK);
        assertThat(runs.end(RUN).orElseThrow().outcome()).isEqualTo(RunEnd.Outcome.SUCCEEDED);
        assertThat(log()).contains("warning: the run has no report: could not put runs/run-1/report/index.html");
    }
}
