package io.resforge.trainer.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.neuralnet.layout.Weights;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.run.SnapshotFiles;
import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.contract.ExitCode;
import io.resforge.trainer.testing.FlakyStore;
import io.resforge.trainer.testing.SampleRuns;
import io.resforge.trainer.testing.TinyDataset;
import io.resforge.trainer.worker.claim.RunClaimer.WorkerHost;
import io.resforge.trainer.worker.request.WorkerRequestReader.WorkerRequest;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.training.recipe.RecipeTree;
import io.resforge.training.recipe.RecipeWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The whole worker in this process, with real training. */
abstract class WorkerInProcess {

    static final int LONG = 10_000;

    @TempDir
    static Path data;

    static Path dataset;

    @TempDir
    Path folder;

    final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    FlakyStore store;
    RunStore runs;
    Checkpoints checkpoints;
    TrainingWorker worker;

    @BeforeAll
    static void writeDataset() throws IOException {
        dataset = TinyDataset.write(data.resolve("colours"));
    }

    @BeforeEach
    void openStore() {
        store = new FlakyStore(ObjectStore.openOrCreate(folder.toString()));
        runs = new RunStore(store);
        checkpoints = new Checkpoints(store, Clock.systemUTC());
        worker = worker(Duration.ofHours(1));
    }

    TrainingWorker worker(Duration snapshotInterval) {
        WorkerLog log = new WorkerLog(new PrintStream(printed, true, StandardCharsets.UTF_8), Clock.systemUTC());
        return Workers.at(new WorkerHost.OnMachine("here"), store, snapshotInterval, log);
    }

    /** Has the worker work on a run that was submitted. */
    ExitCode work(String runId) {
        return worker.work(WorkerRequest.stored(runId));
    }

    static Recipe recipe(int epochs, double lr) {
        return RecipeReader.tree(
                RecipeTree.yaml("{arch: resnet8-v1, batch_size: 16, warmup: 0, augment: none, precision: fp32}")
                        .with("epochs", epochs)
                        .with("lr", lr));
    }

    static Recipe architecture(String name) {
        return RecipeReader.tree(new RecipeTree(RecipeWriter.tree(recipe(1, 0.02))).with("arch", name));
    }

    void submit(String runId, Path dataset, String fromVersion, Recipe recipe) {
        runs.submit(new RunSpec(
                runId, "colours", dataset.toString(), fromVersion, RecipeWriter.tree(recipe), SampleRuns.NOW));
    }

    RunEnd end(String runId) {
        return runs.end(runId).orElseThrow();
    }

    /** The same weights to the last bit, and the same epochs but for their speed. */
    void assertSameTraining(String runId, String other) {
        String version = end(runId).result().version();
        String otherVersion = end(other).result().version();
        Weights weights = checkpoints.fetch("colours", version).weights();
        Weights expected = checkpoints.fetch("colours", otherVersion).weights();
        assertThat(weights.parameters()).containsExactly(expected.parameters());
        assertThat(weights.statistics()).containsExactly(expected.statistics());
        assertThat(runs.epochs(runId))
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("imagesPerSecond", "finishedAt")
                .isEqualTo(runs.epochs(other));
    }

    SnapshotFiles snapshots(String runId) {
        return new SnapshotFiles(store, runId, Clock.systemUTC());
    }

    /** Does something once the run has finished its first epoch, and gives what the worker ended with. */
    ExitCode whileTraining(String runId, Runnable action) throws Exception {
        CompletableFuture<ExitCode> code = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                code.complete(work(runId));
            } catch (RuntimeException e) {
                code.completeExceptionally(e);
            }
        });
        while (runs.epochs(runId).isEmpty() && !code.isDone()) {
            Thread.onSpinWait();
        }
        action.run();
        return code.get(30, TimeUnit.SECONDS);
    }
}
