package io.resforge.trainer.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.registry.checkpoint.Checkpoint;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.InputImage;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.checkpoint.TrainingSample;
import io.resforge.registry.promotion.Promotion;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.run.EpochRecord;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.signature.Seal;
import io.resforge.registry.signature.SigningKey;
import io.resforge.trainer.contract.ExitCode;
import io.resforge.trainer.testing.SampleRuns;
import io.resforge.trainer.testing.TinyDataset;
import io.resforge.trainer.testing.TinyDigits;
import io.resforge.trainer.worker.claim.RunClaimer.WorkerHost;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.training.recipe.RecipeWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a worker makes of a run. */
class TrainingWorkerTest extends WorkerInProcess {

    @Test
    void trainsPublishesAndPromotes() {
        // Given
        submit("first", dataset, null, recipe(2, 0.02));
        // When
        ExitCode code = work("first");
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
    void somethingOfWhatItHasLearntGoesWithTheVersion() {
        // Given
        submit("first", dataset, null, recipe(1, 0.02));
        // When
        work("first");
        // Then
        Checkpoints checkpoints = new Checkpoints(store, Clock.systemUTC());
        Manifest manifest = checkpoints.fetch("colours", "1").manifest();
        TrainingSample sample = checkpoints.sample(manifest).orElseThrow();
        assertThat(sample.count()).isEqualTo(4);
        assertThat(sample.labels())
                .containsOnly(IntStream.range(0, manifest.labels().size()).toArray());
        for (int image = 0; image < sample.count(); image++) {
            int from = image * sample.length();
            float[] own = Arrays.copyOfRange(sample.features(), from, from + sample.length());
            assertThat(sample.nearest(own, 1).getFirst().similarity()).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void signsWhatItPublishesAndPromotesWhereSignaturesAreRequired() throws IOException {
        // Given
        SigningKey key = SigningKey.generate();
        Path own = Files.writeString(folder.resolve("key.pem"), key.privatePem());
        Path trusted =
                Files.writeString(folder.resolve("trusted.pem"), key.publicKey().pem());
        Seal seal = Seal.of(Optional.of(own), List.of(trusted), true);
        WorkerLog log = new WorkerLog(new PrintStream(printed, true, StandardCharsets.UTF_8), Clock.systemUTC());
        worker = Workers.at(new WorkerHost.OnMachine("here"), store, seal, log);
        submit("first", dataset, null, recipe(1, 0.02));
        // When
        ExitCode code = work("first");
        // Then
        assertThat(code).as(printed.toString(StandardCharsets.UTF_8)).isEqualTo(ExitCode.OK);
        Seal reader = Seal.of(Optional.empty(), List.of(trusted), true);
        assertThat(new Promotions(store, Clock.systemUTC(), reader).champion("colours"))
                .map(Promotion::version)
                .contains("1");
        assertThat(new Checkpoints(store, Clock.systemUTC(), reader)
                        .fetch("colours", "1")
                        .manifest()
                        .runId())
                .isEqualTo("first");
        // When: fine-tuned from a version that was changed since
        String manifest = "models/colours/versions/1/manifest.json";
        store.put(
                manifest,
                new String(store.get(manifest).orElseThrow())
                        .replace("\"epoch\" : 1", "\"epoch\" : 2")
                        .getBytes());
        submit("second", dataset, "1", recipe(1, 0.02));
        // Then
        assertThat(work("second")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(end("second").message()).contains("version 1 of model colours is not signed as required");
    }

    @Test
    void tellsEveryEpochBeforeTheEndThoughTheStoreTakesNoneForAWhile() {
        // Given
        submit("first", dataset, null, recipe(2, 0.02));
        store.failAt("/epochs/0001.json", 3);
        // When
        ExitCode code = work("first");
        // Then
        assertThat(code).as(printed.toString(StandardCharsets.UTF_8)).isEqualTo(ExitCode.OK);
        assertThat(runs.epochs("first")).extracting(EpochRecord::epoch).containsExactly(1, 2);
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("wrote the report");
    }

    @Test
    void logsTheNetworkLayerByLayer() {
        // Given
        submit("first", dataset, null, recipe(1, 0.02));
        // When
        work("first");
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
        work("first");
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
                .containsKeys("resforge", "java", "os", "cpu", "commit")
                .doesNotContainValue("${project.version}")
                .doesNotContainValue("${git.commit.id.full}");
    }

    @Test
    void trainsOnGreyImagesOf28PixelsAndSaysSo() throws IOException {
        // Given
        submit("first", TinyDigits.write(data.resolve("digits")), null, recipe(1, 0.02));
        // When
        ExitCode code = work("first");
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
        work("first");

        submit("second", dataset, "1", recipe(1, 0.001));
        ExitCode code = work("second");

        assertThat(code).isEqualTo(ExitCode.OK);
        assertThat(checkpoints.manifest("colours", "2").orElseThrow().fromVersion())
                .isEqualTo("1");
    }

    @Test
    void beginsWithTheBodyOfAnotherModelForOtherClasses() throws IOException {
        submit("first", dataset, null, recipe(1, 0.02));
        work("first");
        Path other = TinyDataset.write(data.resolve("other"), List.of("a", "b", "c"));

        runs.submit(new RunSpec(
                "second",
                "letters",
                other.toString(),
                "colours@1",
                RecipeWriter.tree(recipe(1, 0.001)),
                SampleRuns.NOW));
        ExitCode code = work("second");

        assertThat(code).isEqualTo(ExitCode.OK);
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("beginning with version colours@1; its classes are others, so the dense layer begins anew");
        assertThat(checkpoints.manifest("letters", "1").orElseThrow().fromVersion())
                .isEqualTo("colours@1");
    }

    @Test
    void refusesToBeginWithAnotherArchitecture() {
        submit("first", dataset, null, recipe(1, 0.02));
        work("first");

        submit("second", dataset, "1", architecture("resnet14-v1"));
        ExitCode code = work("second");

        assertThat(code).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(end("second").message())
                .isEqualTo(
                        "a resnet14-v1 cannot begin with the weights of a resnet8-v1; the first tensor that differs is"
                                + " stage1.block2.conv1.weight, which those weights lack");
    }

    @Test
    void saysWhatIsWrongWithTheDataSet() {
        submit("first", data.resolve("nothing"), null, recipe(1, 0.02));

        ExitCode code = work("first");

        assertThat(code).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(end("first").outcome()).isEqualTo(RunEnd.Outcome.FAILED);
        assertThat(end("first").message()).contains("nothing is no folder");
    }

    @Test
    void saysThatTrainingDiverged() {
        submit("first", dataset, null, recipe(LONG, 100));

        ExitCode code = work("first");

        assertThat(code).as(printed.toString(StandardCharsets.UTF_8)).isEqualTo(ExitCode.FUTILE);
        assertThat(end("first").message()).contains("try a lower peak rate");
        assertThat(checkpoints.models()).isEmpty();
    }

    @Test
    void refusesARecipeThatItDoesNotKnow() {
        runs.submit(
                new RunSpec("first", "colours", dataset.toString(), null, Map.of("arch", "vit-b16"), SampleRuns.NOW));

        ExitCode code = work("first");

        assertThat(code).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(end("first").outcome()).isEqualTo(RunEnd.Outcome.FAILED);
    }
}
