package io.resforge.trainer.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.network.image.ImageShape;
import io.resforge.registry.checkpoint.Checkpoint;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.InputImage;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.promotion.Promotion;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.run.EpochRecord;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.Runs;
import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.testing.FlakyStore;
import io.resforge.trainer.testing.Samples;
import io.resforge.trainer.testing.TinyDataset;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole worker in this process, with real training. */
class WorkerTest {

    private static final int LONG = 10_000;

    @TempDir
    static Path data;

    private static Path dataset;

    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private FlakyStore store;
    private Runs runs;
    private Checkpoints checkpoints;
    private Worker worker;

    @BeforeEach
    void openStore() throws IOException {
        if (dataset == null) {
            dataset = TinyDataset.write(data.resolve("colours"));
        }
        store = new FlakyStore(ObjectStore.openOrCreate(folder.toString()));
        runs = new Runs(store);
        checkpoints = new Checkpoints(store, Clock.systemUTC());
        WorkerLog log = new WorkerLog(new PrintStream(printed, true, StandardCharsets.UTF_8), Clock.systemUTC());
        Worker.Settings settings = new Worker.Settings(1, "here", Duration.ofMillis(20), Duration.ofSeconds(20));
        worker = new Worker(store, settings, Clock.systemUTC(), log);
    }

    private static Recipe recipe(int epochs, double lr) {
        return RecipeReader.tree(
                RecipeTree.yaml("{arch: resnet8-v1, batch_size: 16, warmup: 0, augment: none, precision: fp32}")
                        .with("epochs", epochs)
                        .with("lr", lr));
    }

    private void submit(String runId, Path dataset, String fromVersion, Recipe recipe) {
        runs.submit(
                new RunSpec(runId, "colours", dataset.toString(), fromVersion, RecipeWriter.tree(recipe), Samples.NOW));
    }

    private RunEnd end(String runId) {
        return runs.end(runId).orElseThrow();
    }

    @Test
    void trainsPublishesAndPromotes() {
        // Given
        submit("first", dataset, null, recipe(2, 0.02));
        // When
        ExitCode code = worker.work("first");
        // Then
        assertThat(code).as(printed.toString(StandardCharsets.UTF_8)).isEqualTo(ExitCode.OK);
        assertThat(end("first").outcome()).isEqualTo(RunEnd.Outcome.SUCCEEDED);
        assertThat(end("first").message()).startsWith("published version 1 of colours, promoted: the first version");
        assertThat(end("first").result().promoted()).isTrue();
        assertThat(runs.epochs("first")).extracting(EpochRecord::epoch).containsExactly(1, 2);
        assertThat(runs.status("first").orElseThrow().progress().epoch()).isEqualTo(2);
        assertThat(new Promotions(store, Clock.systemUTC()).champion("colours"))
                .map(Promotion::version)
                .contains("1");
    }

    @Test
    void logsTheNetworkLayerByLayer() {
        // Given
        submit("first", dataset, null, recipe(1, 0.02));
        // When
        worker.work("first");
        // Then
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .containsPattern("multiply-adds\\n")
                .containsPattern("total +[0-9]");
    }

    @Test
    void publishesAllThatAServerNeedsToKnow() {
        // Given
        submit("first", dataset, null, recipe(1, 0.02));
        // When
        worker.work("first");
        // Then
        Checkpoint checkpoint = checkpoints.fetch("colours", "1");
        Manifest manifest = checkpoint.manifest();
        assertThat(manifest.runId()).isEqualTo("first");
        assertThat(manifest.labels()).isEqualTo(TinyDataset.LABELS);
        assertThat(manifest.image()).isEqualTo(InputImage.of(ImageShape.CIFAR));
        assertThat(RecipeReader.tree(manifest.recipe())).isEqualTo(recipe(1, 0.02));
        assertThat(manifest.parameterCount()).isEqualTo(checkpoint.weights().parameters().length);
        assertThat(manifest.dataset().trainingImages() + manifest.dataset().heldOutImages())
                .isEqualTo(120);
        assertThat(manifest.dataset().testImages()).isEqualTo(18);
        assertThat(manifest.testAccuracy()).isNotNull();
        assertThat(manifest.golden()).isNotEmpty().allSatisfy(golden -> assertThat(golden.logits())
                .hasSize(3));
        assertThat(manifest.software())
                .containsEntry("pytorch", "2.7.1")
                .containsEntry("threads", "1")
                .containsKeys("resforge", "java", "os", "cpu")
                .doesNotContainValue("${project.version}");
    }

    @Test
    void beginsWithAnEarlierVersion() {
        submit("first", dataset, null, recipe(1, 0.02));
        worker.work("first");

        submit("second", dataset, "1", recipe(1, 0.001));
        ExitCode code = worker.work("second");

        assertThat(code).isEqualTo(ExitCode.OK);
        assertThat(checkpoints.manifest("colours", "2").orElseThrow().fromVersion())
                .isEqualTo("1");
    }

    @Test
    void refusesToBeginWithAVersionOfOtherClasses() throws IOException {
        submit("first", dataset, null, recipe(1, 0.02));
        worker.work("first");
        Path other = TinyDataset.write(data.resolve("other"), List.of("a", "b", "c"));

        submit("second", other, "1", recipe(1, 0.02));
        ExitCode code = worker.work("second");

        assertThat(code).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(end("second").message())
                .contains("version 1 tells [blue, green, red] apart")
                .contains("[a, b, c]");
    }

    @Test
    void saysWhatIsWrongWithTheDataSet() {
        submit("first", data.resolve("nothing"), null, recipe(1, 0.02));

        ExitCode code = worker.work("first");

        assertThat(code).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(end("first").outcome()).isEqualTo(RunEnd.Outcome.FAILED);
        assertThat(end("first").message()).contains("nothing is no folder");
    }

    @Test
    void saysThatTrainingDiverged() {
        submit("first", dataset, null, recipe(LONG, 100));

        ExitCode code = worker.work("first");

        assertThat(code).isEqualTo(ExitCode.FAILURE);
        assertThat(end("first").message()).contains("try a lower peak rate");
        assertThat(checkpoints.models()).isEmpty();
    }

    @Test
    void refusesARecipeThatItDoesNotKnow() {
        runs.submit(new RunSpec("first", "colours", dataset.toString(), null, Map.of("arch", "vit-b16"), Samples.NOW));

        ExitCode code = worker.work("first");

        assertThat(code).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(end("first").outcome()).isEqualTo(RunEnd.Outcome.FAILED);
    }

    @Test
    void stopsAfterTheStepUnderWay() throws Exception {
        submit("first", dataset, null, recipe(LONG, 0.02));

        ExitCode code = whileTraining("first", worker::stop);
        assertThat(code).isEqualTo(ExitCode.FAILURE);
        assertThat(runs.end("first")).isEmpty();

        worker.recordStop("first");
        assertThat(end("first").message()).isEqualTo("the worker was stopped (SIGTERM)");
        assertThat(checkpoints.models()).isEmpty();
    }

    @Test
    void publishesNothingOfACancelledRun() throws Exception {
        RunEnd cancelled = new RunEnd(RunEnd.Outcome.CANCELLED, "cancelled", null, Samples.NOW);
        submit("first", dataset, null, recipe(LONG, 0.02));

        whileTraining("first", () -> runs.end("first", cancelled));

        worker.recordStop("first");
        assertThat(end("first")).isEqualTo(cancelled);
        assertThat(checkpoints.models()).isEmpty();
    }

    @Test
    void promotesNothingOfARunThatWasCancelledWhileItPublished() {
        // Given
        submit("first", dataset, null, recipe(1, 0.02));
        store.loseAnswerToNextManifest();
        store.afterLostAnswer(
                () -> runs.end("first", new RunEnd(RunEnd.Outcome.CANCELLED, "cancelled", null, Samples.NOW)));
        // When
        ExitCode code = worker.work("first");
        // Then
        assertThat(code).isEqualTo(ExitCode.FAILURE);
        assertThat(checkpoints.versions("colours")).containsExactly("1");
        assertThat(new Promotions(store, Clock.systemUTC()).champion("colours")).isEmpty();
    }

    /** Does something once the run has finished its first epoch, and gives what the worker ended with. */
    private ExitCode whileTraining(String runId, Runnable action) throws Exception {
        CompletableFuture<ExitCode> code = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                code.complete(worker.work(runId));
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
