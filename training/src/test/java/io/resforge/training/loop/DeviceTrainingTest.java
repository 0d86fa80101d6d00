package io.resforge.training.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.torch.TorchRuntime;
import io.resforge.training.StripedImages;
import io.resforge.training.TestRecipes;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.recipe.Recipe;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTrainingTest {

    private static final Dataset STRIPES = StripedImages.dataset(8, 2);
    private static final List<Object> MOVES = List.of(
            "alternating_flip",
            Map.of("kind", "cutout", "side", 5),
            Map.of("kind", "pad_crop", "padding", 3, "border", "reflect"),
            Map.of("kind", "shift", "share", 0.1),
            Map.of("kind", "pad_crop", "padding", 4),
            "flip",
            Map.of("kind", "cutout", "side", 9));

    @BeforeAll
    static void startTorch() {
        TorchRuntime.tuneForTraining();
        TorchRuntime.start(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mean_deviation", "pixel_mean", "unit", "none"})
    void imagesThatTheDevicePutsTogetherAreThoseOfTheHostToTheLastBit(String normalisation)
            throws InterruptedException {
        assertSameWeights(recipe("normalisation", normalisation, "augment", MOVES));
    }

    @Test
    void imagesThatAreNotMovedAreThoseOfTheHostToo() throws InterruptedException {
        assertSameWeights(recipe("augment", List.of()));
    }

    @Test
    void imagesWhosePixelsAreComputedWithArePreparedByTheHost() throws InterruptedException {
        assertSameWeights(recipe("augment", List.of("flip", Map.of("kind", "rotation", "degrees", 10))));
        assertSameWeights(recipe("augment", List.of("flip", Map.of("kind", "mixup", "alpha", 0.2))));
    }

    private static void assertSameWeights(Recipe recipe) throws InterruptedException {
        Weights host = training(recipe).run().weights();
        Weights device = training(recipe).withImagesOnDevice().run().weights();
        assertThat(device.parameters()).containsExactly(host.parameters());
        assertThat(device.statistics()).containsExactly(host.statistics());
    }

    private static Training training(Recipe recipe) {
        return new Training(recipe, STRIPES, Optional.empty(), event -> {});
    }

    private static Recipe recipe(Object... keysAndValues) {
        Object[] all = new Object[keysAndValues.length + 2];
        System.arraycopy(keysAndValues, 0, all, 2, keysAndValues.length);
        all[0] = "epochs";
        all[1] = 2;
        return TestRecipes.resnet8(all);
    }
}
