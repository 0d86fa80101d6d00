package io.resforge.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.layout.HeInitialisation;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.layout.TensorSlot;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.torch.TorchRuntime;
import io.resforge.training.StripedImages;
import io.resforge.training.TestRecipes;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.recipe.Recipe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks whose stem is fitted to the images, and what their recipes train them with. */
class SpeedTrainingTest {

    /** 54 images to learn from: 7 batches of 8 an epoch. */
    private static final Dataset DATASET = StripedImages.tiny(new ImageShape(3, 12, 10), 20, 5);

    private static final int FROZEN = 288;
    private static final Map<String, Object> PLAIN = Map.of("kind", "sgd", "momentum", 0);

    private static final Object[] AIRBENCH = {
        "epochs",
        3,
        "augment",
        List.of(
                "alternating_flip",
                Map.of("kind", "pad_crop", "padding", 2, "border", "reflect"),
                Map.of("kind", "cutout", "side", 4)),
        "optimizer",
        Map.of("kind", "sgd", "momentum", 0.85),
        "schedule",
        "triangle",
        "lr",
        0.05,
        "rate_factors",
        Map.of("norm_bias", 64),
        "weight_decay",
        0.01,
        "bias_decay",
        true,
        "label_smoothing",
        0.2,
        "lookahead",
        Map.of("every", 3)
    };

    private final List<TrainingEvent> events = new ArrayList<>();

    @BeforeAll
    static void startTorch() {
        TorchRuntime.tuneForTraining();
        TorchRuntime.start(2);
    }

    @ParameterizedTest
    @CsvSource({"speed, 1", "speed, 9", "speed-res, 7", "speed-res, 20"})
    void aRunThatIsKilledAtAnyStepEndsAsOneThatNeverStopped(String family, int step) throws InterruptedException {
        Recipe recipe = recipe(family, "epochs", 3, "ema", 0.9);
        DyingSnapshots snapshots = new DyingSnapshots(step);

        assertThatThrownBy(() -> train(recipe, snapshots)).isInstanceOf(DyingSnapshots.Died.class);
        DyingSnapshots kept = new DyingSnapshots(0);
        kept.keepLast(snapshots.newest().orElseThrow());
        TrainingResult resumed = train(recipe, kept);
        TrainingResult never = train(recipe, new DyingSnapshots(0));

        assertThat(resumed.epoch()).isEqualTo(never.epoch());
        assertThat(resumed.weights().parameters()).isEqualTo(never.weights().parameters());
        assertThat(resumed.weights().statistics()).isEqualTo(never.weights().statistics());
    }

    /** Two steps of the optimizer before and after each turn of the slow weights, and the very last step. */
    @ParameterizedTest
    @CsvSource({"2", "3", "4", "8", "20", "21"})
    void aRunWithAllOfItsRecipeThatIsKilledEndsAsOneThatNeverStopped(int step) throws InterruptedException {
        Recipe recipe = recipe("speed-res", AIRBENCH);
        DyingSnapshots snapshots = new DyingSnapshots(step);

        assertThatThrownBy(() -> train(recipe, snapshots)).isInstanceOf(DyingSnapshots.Died.class);
        DyingSnapshots kept = new DyingSnapshots(0);
        kept.keepLast(snapshots.newest().orElseThrow());
        TrainingResult resumed = train(recipe, kept);
        TrainingResult never = train(recipe, new DyingSnapshots(0));

        assertThat(resumed.weights().parameters()).isEqualTo(never.weights().parameters());
        assertThat(resumed.weights().statistics()).isEqualTo(never.weights().statistics());
    }

    @Test
    void aFactorMovesItsGroupAloneAndDecayReachesBiasesWhereAskedFor() throws InterruptedException {
        // Given one step of plain descent, by which each group moves by its rate times its gradient
        Object[] step = {
            "epochs",
            1,
            "train_images",
            9,
            "batch_size",
            8,
            "optimizer",
            PLAIN,
            "schedule",
            "constant",
            "lr",
            1e-3,
            "weight_decay",
            0,
            "augment",
            "none"
        };
        Recipe plain = recipe("speed", step);
        Recipe faster = recipe("speed", with(step, "rate_factors", Map.of("norm_bias", 64, "head", 2)));
        float[] initial = fresh(plain).parameters();
        float[] one = train(plain, new DyingSnapshots(0)).weights().parameters();
        float[] other = train(faster, new DyingSnapshots(0)).weights().parameters();

        for (TensorSlot slot : layout(plain).parameters()) {
            double expected =
                    switch (slot.role()) {
                        case SHIFT -> 64;
                        case DENSE_KERNEL -> 2;
                        default -> 1;
                    };
            int at = slot.offset() + slot.length() - 1;
            assertThat(other[at] - initial[at])
                    .as(slot.name())
                    .isCloseTo((float) expected * (one[at] - initial[at]), withinPercentage(1));
        }
    }

    private static Object[] with(Object[] keysAndValues, Object key, Object value) {
        Object[] more = Arrays.copyOf(keysAndValues, keysAndValues.length + 2);
        more[keysAndValues.length] = key;
        more[keysAndValues.length + 1] = value;
        return more;
    }

    @Test
    void theStemWhitensTheTrainingImagesAndIsNotTrained() throws InterruptedException {
        Recipe recipe = recipe("speed", "epochs", 1, "weight_decay", 0.5, "ema", 0.5);
        Recipe longer = recipe("speed", "epochs", 4, "weight_decay", 0.5, "ema", 0.5);

        float[] kernel = kernel(train(recipe, new DyingSnapshots(0)).weights());

        assertThat(kernel(train(longer, new DyingSnapshots(0)).weights())).isEqualTo(kernel);
        assertThat(kernel).isNotEqualTo(kernel(fresh(recipe)));
        for (int i = 0; i < FROZEN / 2; i++) {
            assertThat(kernel[FROZEN / 2 + i]).isEqualTo(-kernel[i]);
        }
    }

    @Test
    void whoBeginsWithWeightsKeepsTheirStem() throws InterruptedException {
        Recipe recipe = recipe("speed", "epochs", 1);
        Weights given = fresh(recipe);

        TrainingResult result = new Training(recipe, DATASET, Optional.of(given), events::add).run();

        assertThat(kernel(result.weights())).isEqualTo(kernel(given));
    }

    @Test
    void aWideNetworkMayHaveTheStemAndGoesOnAsIfItHadNeverStopped() throws InterruptedException {
        Recipe recipe = TestRecipes.tiny("arch", "wide-1-1:channels=4-8,stem=whitened", "epochs", 2);
        DyingSnapshots snapshots = new DyingSnapshots(3);

        assertThatThrownBy(() -> train(recipe, snapshots)).isInstanceOf(DyingSnapshots.Died.class);
        DyingSnapshots kept = new DyingSnapshots(0);
        kept.keepLast(snapshots.newest().orElseThrow());
        Weights resumed = train(recipe, kept).weights();
        Weights never = train(recipe, new DyingSnapshots(0)).weights();

        assertThat(resumed.parameters()).isEqualTo(never.parameters());
        assertThat(kernel(resumed)).isEqualTo(kernel(never)).isNotEqualTo(kernel(fresh(recipe)));
    }

    @ParameterizedTest
    @CsvSource({"speed", "speed-res"})
    void learnsToTellStripesApart(String family) throws InterruptedException {
        TrainingResult result = train(recipe(family, "epochs", 12, "lr", 0.05), new DyingSnapshots(0));

        assertThat(result.heldOutAccuracy()).isGreaterThan(0.6);
    }

    private TrainingResult train(Recipe recipe, DyingSnapshots snapshots) throws InterruptedException {
        return new Training(recipe, DATASET, Optional.empty(), events::add).run(snapshots.newest(), snapshots);
    }

    private static Recipe recipe(String family, Object... keysAndValues) {
        List<Object> all = new ArrayList<>(List.of("arch", family + ":channels=4-8-8"));
        all.addAll(List.of(keysAndValues));
        return TestRecipes.tiny(all.toArray());
    }

    private static Weights fresh(Recipe recipe) {
        return HeInitialisation.weights(layout(recipe), recipe.seed());
    }

    private static ParameterLayout layout(Recipe recipe) {
        return ParameterLayout.of(recipe.arch().graph(DATASET.training().shape(), 3));
    }

    private static float[] kernel(Weights weights) {
        return Arrays.copyOf(weights.statistics(), FROZEN);
    }
}
