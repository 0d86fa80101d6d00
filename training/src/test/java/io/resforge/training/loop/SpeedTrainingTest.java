package io.resforge.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.layout.HeInitialisation;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.torch.TorchRuntime;
import io.resforge.training.StripedImages;
import io.resforge.training.TestRecipes;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.recipe.Recipe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
        Graph graph = recipe.arch().graph(DATASET.training().shape(), 3);
        return HeInitialisation.weights(ParameterLayout.of(graph), recipe.seed());
    }

    private static float[] kernel(Weights weights) {
        return Arrays.copyOf(weights.statistics(), FROZEN);
    }
}
