package io.resforge.trainer.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.Normalisation;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.torch.TorchRuntime;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.trainer.testing.FlakyStore;
import io.resforge.trainer.testing.SampleRuns;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.dataset.LabelledImages;
import io.resforge.training.loop.Evaluation;
import io.resforge.training.loop.TrainingResult;
import io.resforge.training.recipe.Recipe;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublicationTest {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private FlakyStore store;
    private Checkpoints checkpoints;

    @BeforeEach
    void openStore() {
        store = new FlakyStore(ObjectStore.openOrCreate(folder.toString()));
        checkpoints = new Checkpoints(store, SampleRuns.CLOCK);
    }

    private Publication publication(Duration timeout) {
        WorkerLog log = new WorkerLog(new PrintStream(printed, false, StandardCharsets.UTF_8), SampleRuns.CLOCK);
        return new Publication(
                checkpoints, new Promotions(store, SampleRuns.CLOCK), StoreRetries.lasting(timeout, log), log);
    }

    private static TrainedModel trained(String runId, double accuracy) {
        return trained(runId, accuracy, (byte) 0, List.of("a", "b"));
    }

    private static TrainedModel trained(String runId, double accuracy, byte pixel, List<String> labels) {
        Recipe recipe = SampleRuns.recipe();
        ParameterLayout layout = ParameterLayout.of(recipe.arch().graph(ImageShape.CIFAR, 2));
        LabelledImages images =
                new LabelledImages(ImageShape.CIFAR, new byte[4 * ImageShape.CIFAR.bytes()], new int[] {0, 0, 1, 1});
        TrainingResult result = new TrainingResult(
                1,
                new Weights(new float[layout.parameterCount()], new float[layout.statisticCount()]),
                new Normalisation.MeanDeviation(List.of(0.5, 0.5, 0.5), List.of(0.2, 0.2, 0.2)),
                2,
                evaluation(accuracy, pixel),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        Dataset dataset = Dataset.of("tiny", labels, images, Optional.empty());
        return new TrainedModel(
                SampleRuns.request(runId).spec(runId, SampleRuns.NOW),
                recipe,
                dataset,
                result,
                Map.of(),
                Optional.empty());
    }

    /** Ten images of two classes, four of the first, of which a share is right. */
    private static Evaluation evaluation(double accuracy, byte pixel) {
        float[] logits = new float[20];
        int[] labels = new int[10];
        for (int i = 0; i < 10; i++) {
            labels[i] = i < 4 ? 0 : 1;
            boolean right = i < Math.round(10 * accuracy);
            logits[2 * i + (right ? labels[i] : 1 - labels[i])] = 3;
        }
        byte[] pixels = new byte[10 * ImageShape.CIFAR.bytes()];
        Arrays.fill(pixels, pixel);
        return new Evaluation(new LabelledImages(ImageShape.CIFAR, pixels, labels), logits);
    }

    private static RunEnd.Result release(Publication publication, TrainedModel trained) {
        return publication.promote(
                publication.publish(trained, Optional.empty(), () -> true).orElseThrow(), trained);
    }

    @Test
    void promotesTheBetterOnly() {
        Publication publication = publication(Duration.ofSeconds(10));

        assertThat(release(publication, trained("one", 0.8)).promoted()).isTrue();
        RunEnd.Result second = release(publication, trained("two", 0.7));

        assertThat(second.version()).isEqualTo("2");
        assertThat(second.promoted()).isFalse();
        assertThat(second.decision()).contains("70.00%", "80.00%");
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .hasSize(3)
                .allMatch(line -> line.startsWith("{\"time\":") && line.contains("\"service\":\"resforge-worker\""))
                .anyMatch(line -> line.contains("\"action\":\"promote\",\"target\":\"models/cifar10\"")
                        && line.contains("\"before\":null,\"after\":\"version 1, promotion 1\""));
    }

    @Test
    void triesTheChampionOnItsOwnHeldOutImagesClassByClass() {
        // Given a champion whose weights are nothing, so that it takes every image for its first class
        TorchRuntime.start(1);
        Publication publication = publication(Duration.ofSeconds(10));
        release(publication, trained("one", 0.9));
        // When
        RunEnd.Result worse = release(publication, trained("two", 0.6, (byte) 1, List.of("b", "a")));
        RunEnd.Result better = release(publication, trained("three", 0.5, (byte) 2, List.of("a", "b")));
        // Then
        assertThat(worse.decision())
                .startsWith("held-out accuracy 60.00% does not beat 60.00% of the champion, version 1"
                        + " (which had 90.00% of its own 10 held-out images), on the same 10 held-out images");
        assertThat(better.promoted()).isTrue();
        assertThat(better.decision()).startsWith("held-out accuracy 50.00% beats 40.00% of the champion, version 1");
    }

    @Test
    void leavesAVersionOfOtherClassesToAPerson() {
        Publication publication = publication(Duration.ofSeconds(10));
        release(publication, trained("one", 0.1));

        RunEnd.Result other = release(publication, trained("two", 1, (byte) 0, List.of("a", "c")));

        assertThat(other.promoted()).isFalse();
        assertThat(other.decision()).contains("other classes: 1 (b)", "not 1 (c)", "promote it by hand");
    }

    @Test
    void triesAgainUntilTheStoreIsBack() {
        store.fail(2);

        RunEnd.Result result = release(publication(Duration.ofSeconds(30)), trained("one", 0.8));

        assertThat(result.promoted()).isTrue();
    }

    @Test
    void doesNotPublishTwiceWhenOnlyTheAnswerWasLost() {
        store.loseAnswerToNextManifest();

        RunEnd.Result result = release(publication(Duration.ofSeconds(30)), trained("one", 0.8));

        assertThat(result.version()).isEqualTo("1");
        assertThat(checkpoints.versions("cifar10")).containsExactly("1");
        assertThat(printed.toString(StandardCharsets.UTF_8)).containsOnlyOnce("\"action\":\"publish\"");
    }

    @Test
    void findsItsLostVersionAgainBelowThoseOfOthers() {
        // Given
        store.loseAnswerToNextManifest();
        store.afterLostAnswer(() -> checkpoints.publish(
                trained("two", 0.7).draft(), trained("two", 0.7).result().weights()));
        // When
        Manifest published = publication(Duration.ofSeconds(30))
                .publish(trained("one", 0.8), Optional.empty(), () -> true)
                .orElseThrow();
        // Then
        assertThat(published.version()).isEqualTo("1");
        assertThat(checkpoints.versions("cifar10")).containsExactly("1", "2");
    }

    @Test
    void doesNotPublishAgainWhatAnEarlierWorkerOfTheRunPublished() {
        publication(Duration.ofSeconds(30)).publish(trained("one", 0.8), Optional.empty(), () -> true);

        Manifest again = publication(Duration.ofSeconds(30))
                .publish(trained("one", 0.8), Optional.empty(), () -> true)
                .orElseThrow();

        assertThat(again.version()).isEqualTo("1");
        assertThat(checkpoints.versions("cifar10")).containsExactly("1");
    }

    @Test
    void givesUpAfterAWhile() {
        store.failOn();

        assertThatExceptionOfType(StoreFailure.class).isThrownBy(() -> publication(Duration.ofMillis(700))
                .publish(trained("one", 0.8), Optional.empty(), () -> true));
    }

    @Test
    void keepsOneNumberHoweverOftenTheStoreFailsOnTheWay() {
        store.failAt("model.onnx", 2);

        Manifest published = publication(Duration.ofSeconds(30))
                .publish(trained("one", 0.8), Optional.empty(), () -> true)
                .orElseThrow();

        assertThat(published.version()).isEqualTo("1");
        assertThat(store.list("models/")).noneMatch(key -> key.contains("/versions/2/"));
    }

    @Test
    void publishesNothingThatIsNotWantedInTheLastMoment() {
        assertThat(publication(Duration.ofSeconds(30)).publish(trained("one", 0.8), Optional.empty(), () -> false))
                .isEmpty();
        assertThat(checkpoints.versions(SampleRuns.request("one").model())).isEmpty();
    }
}
