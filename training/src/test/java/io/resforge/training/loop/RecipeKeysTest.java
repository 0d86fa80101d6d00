package io.resforge.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.resforge.neuralnet.image.Normalisation.NormalisationKind;
import io.resforge.neuralnet.layout.HeInitialisation;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.layout.TensorSlot;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.torch.TorchRuntime;
import io.resforge.training.StripedImages;
import io.resforge.training.TestRecipes;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.loop.TrainingEvent.EpochFinished;
import io.resforge.training.loop.TrainingEvent.RunFinished;
import io.resforge.training.loop.TrainingEvent.RunStarted;
import io.resforge.training.loop.TrainingEvent.StoppedEarly;
import io.resforge.training.loop.TrainingEvent.TrainingScore;
import io.resforge.training.recipe.InvalidRecipe;
import io.resforge.training.recipe.Recipe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That each key of a recipe does what it says, on networks of a few thousand parameters. */
class RecipeKeysTest {

    private static final Dataset DATASET = StripedImages.tiny(20, 5);

    /** So small that no weight moves by a bit that could change a prediction. */
    private static final double STANDSTILL = 1e-12;

    private final List<TrainingEvent> events = new ArrayList<>();

    @BeforeAll
    static void startTorch() {
        TorchRuntime.tuneForTraining();
        TorchRuntime.start(2);
    }

    @Test
    void dropoutChangesWhatIsLearntAndDependsOnTheSeedAlone() throws InterruptedException {
        Weights with = train("epochs", 1, "dropout", 0.5).weights();

        assertThat(train("epochs", 1, "dropout", 0.5).weights().parameters()).containsExactly(with.parameters());
        assertThat(train("epochs", 1).weights().parameters()).isNotEqualTo(with.parameters());
    }

    @Test
    void theAverageIsWhatIsEvaluatedAndKeptWhileTheWeightsGoTheirOwnWay() throws InterruptedException {
        TrainingResult plain = train("epochs", 2);
        List<TrainingScore> training = trainingScores();
        events.clear();

        TrainingResult averaged = train("epochs", 2, "ema", 0.999);

        assertThat(trainingScores()).isEqualTo(training);
        assertThat(averaged.weights().parameters()).isNotEqualTo(plain.weights().parameters());
        assertThat(averaged.weights().statistics()).isNotEqualTo(plain.weights().statistics());
    }

    @Test
    void aClippedGradientMovesTheWeightsLessAndIsToldAsItWas() throws InterruptedException {
        float[] initial = initial(recipe("epochs", 1));
        double free = distance(initial, train("epochs", 1, "weight_decay", 0));
        double norm = finished().getFirst().gradientNorm();
        events.clear();

        double clipped = distance(initial, train("epochs", 1, "weight_decay", 0, "clip_norm", 1e-3));

        assertThat(norm).isGreaterThan(0.1);
        assertThat(finished().getFirst().gradientNorm()).isGreaterThan(0.1);
        assertThat(clipped).isLessThan(free / 20);
    }

    @Test
    void aPlateauLowersTheRateOnTopOfTheSchedule() throws InterruptedException {
        train(
                "epochs",
                4,
                "lr",
                STANDSTILL,
                "schedule",
                "constant",
                "plateau",
                Map.of("monitor", "accuracy", "patience", 0, "factor", 0.5));

        assertThat(finished())
                .extracting(EpochFinished::learningRate)
                .containsExactly(STANDSTILL, STANDSTILL, STANDSTILL / 2, STANDSTILL / 4);
    }

    @Test
    void ofFewHeldOutImagesTheLastEpochIsKeptThoughAnEarlierOneWasLuckier() throws InterruptedException {
        TrainingResult result = train("epochs", 3, "lr", STANDSTILL);

        assertThat(result.epoch()).isEqualTo(3);
        assertThat(finished().getLast().best()).isTrue();
        assertThat(finished().get(1).best()).isFalse();
    }

    @Test
    void earlyStoppingEndsARunThatGetsNoBetter() throws InterruptedException {
        TrainingResult result =
                train("epochs", 9, "lr", STANDSTILL, "early_stopping", Map.of("monitor", "accuracy", "patience", 2));

        assertThat(finished()).hasSize(3);
        assertThat(events).contains(new StoppedEarly(3));
        assertThat(result.epoch()).isEqualTo(1);
    }

    @Test
    void flipAveragingIsReportedApart() throws InterruptedException {
        TrainingResult result = train("epochs", 1, "flip_averaging", true);

        assertThat(finished().getFirst().flipAccuracy())
                .hasValue(result.heldOutFlips().orElseThrow().accuracy());
        assertThat(((RunFinished) events.getLast()).testFlipAccuracy()).isPresent();
        assertThat(result.heldOutFlips().orElseThrow().logits())
                .isNotEqualTo(result.heldOut().logits());

        events.clear();
        train("epochs", 1);
        assertThat(finished().getFirst().flipAccuracy()).isEmpty();
        assertThat(((RunFinished) events.getLast()).testFlipAccuracy()).isEmpty();
    }

    @Test
    void sixViewsAreReportedApartAndChooseNothing() throws InterruptedException {
        TrainingResult plain = train("epochs", 2);
        assertThat(((RunFinished) events.getLast()).testSixViewAccuracy()).isEmpty();
        events.clear();

        TrainingResult result = train("epochs", 2, "six_views", true);

        RunFinished end = (RunFinished) events.getLast();
        assertThat(end.testSixViewAccuracy()).isPresent();
        assertThat(end.testFlipAccuracy()).isEmpty();
        assertThat(result.epoch()).isEqualTo(plain.epoch());
        assertThat(end.testAccuracy()).isEqualTo(plain.testAccuracy());
    }

    @Test
    void fewerTrainingImagesMayBeAskedFor() throws InterruptedException {
        train("epochs", 1, "train_images", 30);

        RunStarted started = (RunStarted) events.getFirst();
        assertThat(started.trainingImages() + started.heldOutImages()).isEqualTo(30);
        assertThat(started.testImages()).isEqualTo(15);
    }

    @ParameterizedTest
    @EnumSource(NormalisationKind.class)
    void pixelsAreNormalisedAsAskedForAndServedTheSameWay(NormalisationKind kind) throws InterruptedException {
        TrainingResult result = train("epochs", 1, "normalisation", kind.name().toLowerCase(Locale.ROOT));

        assertThat(result.normalisation().kind()).isEqualTo(kind);
    }

    @Test
    void aRecipeForOtherImagesIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> train("epochs", 1, "image", "28x28x1"))
                .withMessageContaining("the recipe is for images of");
    }

    @Test
    void frozenLayersStayAsTheyAre() throws InterruptedException {
        Recipe recipe = recipe("epochs", 2, "freeze", List.of("stem", "stage1"), "weight_decay", 0.1);
        float[] initial = initial(recipe);

        float[] trained = train(recipe).weights().parameters();

        for (TensorSlot slot : layout(recipe).parameters()) {
            boolean frozen = slot.name().startsWith("stem.") || slot.name().startsWith("stage1.");
            int end = slot.offset() + slot.length();
            assertThat(Arrays.equals(initial, slot.offset(), end, trained, slot.offset(), end))
                    .as(slot.name())
                    .isEqualTo(frozen);
        }
    }

    @Test
    void layersThatAreNotThereCannotBeFrozen() {
        assertThatExceptionOfType(InvalidRecipe.class)
                .isThrownBy(() -> train("epochs", 1, "freeze", List.of("stage9")))
                .withMessageContainingAll("stem, stage1, stage2", "no 'stage9'");
        assertThatExceptionOfType(InvalidRecipe.class)
                .isThrownBy(() -> train("epochs", 1, "freeze", List.of("stem", "stage1", "stage2", "dense")))
                .withMessageContaining("something to train");
    }

    @Test
    void decoupledDecayShrinksTheKernelsByTheRateAlone() throws InterruptedException {
        // Without a gradient worth speaking of: each of 7 steps takes rate · decay from the kernels.
        Recipe recipe = recipe(
                "epochs",
                1,
                "clip_norm",
                1e-9,
                "schedule",
                "constant",
                "lr",
                0.1,
                "weight_decay",
                0.5,
                "decoupled_decay",
                true);
        float[] initial = initial(recipe);
        TensorSlot kernel = layout(recipe).parameters().getFirst();

        float[] trained = train(recipe).weights().parameters();

        assertThat((double) trained[kernel.offset()])
                .isCloseTo(initial[kernel.offset()] * Math.pow(1 - 0.05, 7), within(1e-5));
    }

    @Test
    void mixedImagesAreLearntFromByBothTheirClasses() throws InterruptedException {
        train("epochs", 1, "lr", STANDSTILL);
        double plain = finished().getFirst().training().loss();
        events.clear();

        train("epochs", 1, "lr", STANDSTILL, "augment", List.of(Map.of("kind", "mixup", "alpha", 1)));

        assertThat(finished().getFirst().training().loss()).isNotEqualTo(plain).isPositive();
    }

    private TrainingResult train(Object... keysAndValues) throws InterruptedException {
        return train(recipe(keysAndValues));
    }

    private TrainingResult train(Recipe recipe) throws InterruptedException {
        return new Training(recipe, DATASET, Optional.empty(), events::add).run();
    }

    private static Recipe recipe(Object... keysAndValues) {
        List<Object> all = new ArrayList<>(List.of("augment", "none"));
        all.addAll(List.of(keysAndValues));
        return TestRecipes.tiny(all.toArray());
    }

    private List<EpochFinished> finished() {
        return events.stream()
                .filter(EpochFinished.class::isInstance)
                .map(EpochFinished.class::cast)
                .toList();
    }

    private List<TrainingScore> trainingScores() {
        return finished().stream().map(EpochFinished::training).toList();
    }

    private static ParameterLayout layout(Recipe recipe) {
        return ParameterLayout.of(recipe.arch().graph(DATASET.training().shape(), 3));
    }

    private static float[] initial(Recipe recipe) {
        return HeInitialisation.weights(layout(recipe), recipe.seed()).parameters();
    }

    private static double distance(float[] initial, TrainingResult result) {
        float[] trained = result.weights().parameters();
        double sum = 0;
        for (int i = 0; i < initial.length; i++) {
            sum += Math.pow(trained[i] - initial[i], 2);
        }
        return Math.sqrt(sum);
    }
}
