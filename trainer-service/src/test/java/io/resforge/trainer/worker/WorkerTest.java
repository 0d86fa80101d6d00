package io.resforge.trainer.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.network.image.ImageShape;
import io.resforge.network.layout.Weights;
import io.resforge.network.torch.ComputeDevice;
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
import io.resforge.registry.run.SnapshotFiles;
import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.testing.FlakyStore;
import io.resforge.trainer.testing.Samples;
import io.resforge.trainer.testing.TinyDataset;
import io.resforge.trainer.testing.TinyDigits;
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
        worker = worker(Duration.ofHours(1));
    }

    private Worker worker(Duration snapshotInterval) {
        WorkerLog log = new WorkerLog(new PrintStream(printed, true, StandardCharsets.UTF_8), Clock.systemUTC());
        Worker.Settings settings = new Worker.Settings(
                1, new ComputeDevice.Cpu(), "here", Duration.ofMillis(20), snapshotInterval, Duration.ofSeconds(20));
        return new Worker(store, settings, Clock.systemUTC(), log);
    }

    private static Recipe recipe(int epochs, double lr) {
        return RecipeReader.tree(
                RecipeTree.yaml("{arch: resnet8-v1, batch_size: 16, warmup: 0, augment: none, precision: fp32}")
                        .with("epochs", epochs)
                        .with("lr", lr));
    }

    private static Recipe architecture(String name) {
        return RecipeReader.tree(new RecipeTree(RecipeWriter.tree(recipe(1, 0.02))).with("arch", name));
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
    void trainsOnGreyImagesOf28PixelsAndSaysSo() throws IOException {
        // Given
        submit("first", TinyDigits.write(data.resolve("digits")), null, recipe(1, 0.02));
        // When
        ExitCode code = worker.work("first");
        // Then
        assertThat(code).as(printed.toString(StandardCharsets.UTF_8)).isEqualTo(ExitCode.OK);
        Manifest manifest = checkpoints.fetch("colours", "1").manifest();
        assertThat(manifest.image()).isEqualTo(new InputImage(1, 28, 28, "cubic"));
        assertThat(manifest.dataset().name()).isEqualTo("mnist");
        assertThat(manifest.labels()).hasSize(10).startsWith("0", "1");
        assertThat(manifest.golden())
                .allSatisfy(golden -> assertThat(golden.pixels()).hasSize(784));
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
    void beginsWithTheBodyOfAnotherModelForOtherClasses() throws IOException {
        submit("first", dataset, null, recipe(1, 0.02));
        worker.work("first");
        Path other = TinyDataset.write(data.resolve("other"), List.of("a", "b", "c"));

        runs.submit(new RunSpec(
                "second", "letters", other.toString(), "colours@1", RecipeWriter.tree(recipe(1, 0.001)), Samples.NOW));
        ExitCode code = worker.work("second");

        assertThat(code).isEqualTo(ExitCode.OK);
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("beginning with version colours@1; its classes are others, so the dense layer begins anew");
        assertThat(checkpoints.manifest("letters", "1").orElseThrow().fromVersion())
                .isEqualTo("colours@1");
    }

    @Test
    void refusesToBeginWithAnotherArchitecture() {
        submit("first", dataset, null, recipe(1, 0.02));
        worker.work("first");

        submit("second", dataset, "1", architecture("resnet14-v1"));
        ExitCode code = worker.work("second");

        assertThat(code).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(end("second").message())
                .isEqualTo(
                        "a resnet14-v1 cannot begin with the weights of a resnet8-v1; the first tensor that differs is"
                                + " stage1.block2.conv1.weight, which those weights lack");
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
    void aRunThatWasStoppedEndsAsOneThatWasNot() throws Exception {
        // Given
        submit("whole", dataset, null, recipe(4, 0.02));
        worker.work("whole");
        submit("halves", dataset, null, recipe(4, 0.02));
        // When
        ExitCode stopped = whileTraining("halves", worker::stop);
        // Then
        assertThat(stopped).isEqualTo(ExitCode.TRY_AGAIN);
        assertThat(runs.end("halves")).isEmpty();
        assertThat(snapshots("halves").steps()).hasSize(1);
        // When
        ExitCode ended = worker(Duration.ofHours(1)).work("halves");
        // Then
        assertThat(ended).isEqualTo(ExitCode.OK);
        assertSameTraining("halves", "whole");
        assertThat(snapshots("halves").steps()).isEmpty();
    }

    @Test
    void passesOverADamagedSnapshotForTheOneBefore() throws Exception {
        // Given
        submit("whole", dataset, null, recipe(4, 0.02));
        worker.work("whole");
        submit("halves", dataset, null, recipe(4, 0.02));
        worker = worker(Duration.ofNanos(1));
        whileTraining("halves", worker::stop);
        List<Long> steps = snapshots("halves").steps();
        assertThat(steps).hasSize(2);
        String newest = "runs/halves/resume/%09d.safetensors".formatted(steps.getFirst());
        byte[] content = store.get(newest).orElseThrow();
        content[content.length / 2] ^= 1;
        store.put(newest, content);
        // When
        ExitCode code = worker(Duration.ofHours(1)).work("halves");
        // Then
        assertThat(code).isEqualTo(ExitCode.OK);
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .containsPattern("the snapshot of step [0-9,]+ is passed over: .* is damaged");
        assertSameTraining("halves", "whole");
    }

    @Test
    void beginsAgainWhereNoSnapshotIsWhole() {
        submit("whole", dataset, null, recipe(1, 0.02));
        worker.work("whole");
        submit("again", dataset, null, recipe(1, 0.02));
        snapshots("again").save(3, new byte[] {1, 2, 3});

        ExitCode code = worker.work("again");

        assertThat(code).isEqualTo(ExitCode.OK);
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("the snapshot of step 3 is passed over");
        assertSameTraining("again", "whole");
    }

    @Test
    void refusesASnapshotOfAnotherRecipe() throws Exception {
        // Given
        submit("first", dataset, null, recipe(LONG, 0.02));
        whileTraining("first", worker::stop);
        long step = snapshots("first").steps().getFirst();
        submit("second", dataset, null, recipe(LONG, 0.03));
        snapshots("second").save(step, snapshots("first").load(step));
        // When
        ExitCode code = worker(Duration.ofHours(1)).work("second");
        // Then
        assertThat(code).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(end("second").message()).contains("cannot go on from its snapshot", "another recipe");
    }

    /** The same weights to the last bit, and the same epochs but for their speed. */
    private void assertSameTraining(String runId, String other) {
        String version = end(runId).result().version();
        String otherVersion = end(other).result().version();
        Weights weights = checkpoints.fetch("colours", version).weights();
        Weights expected = checkpoints.fetch("colours", otherVersion).weights();
        assertThat(weights.parameters()).containsExactly(expected.parameters());
        assertThat(weights.statistics()).containsExactly(expected.statistics());
        assertThat(runs.epochs(runId))
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("imagesPerSecond")
                .isEqualTo(runs.epochs(other));
    }

    private SnapshotFiles snapshots(String runId) {
        return new SnapshotFiles(store, runId, Clock.systemUTC());
    }

    @Test
    void publishesNothingOfACancelledRun() throws Exception {
        RunEnd cancelled = new RunEnd(RunEnd.Outcome.CANCELLED, "cancelled", null, Samples.NOW);
        submit("first", dataset, null, recipe(LONG, 0.02));

        whileTraining("first", () -> runs.end("first", cancelled));

        assertThat(end("first")).isEqualTo(cancelled);
        assertThat(snapshots("first").steps()).isEmpty();
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
