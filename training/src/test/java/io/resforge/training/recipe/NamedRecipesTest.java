package io.resforge.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.training.recipe.NamedRecipes.NamedRecipe;
import io.resforge.training.recipe.RecipeWriter.KindWriter;
import io.resforge.training.recipe.sweep.NamedSweeps;
import io.resforge.training.schedule.LearningRate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NamedRecipesTest {

    private static final Path FOLDER = Path.of("../recipes");

    static List<String> names() {
        return NamedRecipes.names();
    }

    @Test
    void listsEachFileOfTheFolderOnce() throws IOException {
        List<String> listed = new ArrayList<>(NamedRecipes.names());
        listed.addAll(NamedSweeps.names());

        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(file -> file.endsWith(".yaml"))
                            .map(file -> file.replace(".yaml", "")))
                    .containsExactlyInAnyOrderElementsOf(listed);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void describesANetworkThatCanBeBuilt(String name) {
        NamedRecipe named = NamedRecipes.get(name);

        assertThat(named.about()).endsWith(".").doesNotContain("\n");
        named.recipe().arch().requireTrainable(named.recipe().image().orElse(ImageShape.CIFAR), 10);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            keras-study-v2-20-baseline   | resnet20-v2:norm=keras | 83.35 | 0.9811
            keras-study-v2-56-baseline   | resnet56-v2:norm=keras | 86.27 | 0.8192
            keras-study-v2-110-baseline  | resnet110-v2:norm=keras | 85.83 | 0.8791
            keras-study-v2-20-augmented  | resnet20-v2:norm=keras | 90.01 | 0.5038
            keras-study-v2-56-augmented  | resnet56-v2:norm=keras | 90.55 | 0.4747
            keras-study-v2-110-augmented | resnet110-v2:norm=keras | 91.72 | 0.4461
            keras-study-v2-20-schedule   | resnet20-v2:norm=keras | 91.21 | 0.4328
            keras-study-v2-56-schedule   | resnet56-v2:norm=keras | 92.92 | 0.3948
            keras-study-v2-110-schedule  | resnet110-v2:norm=keras | 92.96 | 0.3944
            keras-study-v1-20            | resnet20-v1:norm=keras |       |
            keras-study-v1-56            | resnet56-v1:norm=keras | 91.04 | 0.4974
            keras-study-v1-110           | resnet110-v1:norm=keras | 91.51 | 0.4736
            keras-resnet20-v1            | resnet20-v1:norm=keras | 90.65 |
            pytorch-blocks-1111          | wide-1-1-1-1 | 91    | 0.71
            pytorch-blocks-2222          | wide-2-2-2-2 |       |
            pytorch-blocks-3333          | wide-3-3-3-3 |       |
            he2016-resnet20              | resnet20-v1:shortcut=padding  | 91.25 |
            he2016-resnet32              | resnet32-v1:shortcut=padding  | 92.49 |
            he2016-resnet44              | resnet44-v1:shortcut=padding  | 92.83 |
            he2016-resnet56              | resnet56-v1:shortcut=padding  | 93.03 |
            he2016-resnet110             | resnet110-v1:shortcut=padding | 93.57 |
            he2016-preact-resnet110      | resnet110-v2-plain | 93.63 |
            he2016-preact-resnet164      | resnet164-v2:bottleneck=paper  | 94.54 |
            he2016-preact-resnet1001     | resnet1001-v2:bottleneck=paper | 95.08 |
            """)
    void holdsTheRowsOfTheStudies(String name, String architecture, Double accuracy, Double loss) {
        NamedRecipe named = NamedRecipes.get(name);

        assertThat(named.recipe().arch().name()).isEqualTo(architecture);
        assertThat(named.published().map(PublishedResult::accuracy).orElse(OptionalDouble.empty()))
                .isEqualTo(optional(accuracy));
        assertThat(named.published().map(PublishedResult::loss).orElse(OptionalDouble.empty()))
                .isEqualTo(optional(loss));
    }

    /** Parameters in millions, to the digits that the source prints. */
    @ParameterizedTest
    @CsvSource({
        "he2016-resnet20, 0.27, .005",
        "he2016-resnet32, 0.46, .005",
        "he2016-resnet44, 0.66, .005",
        "he2016-resnet56, 0.85, .005",
        "he2016-resnet110, 1.7, .05",
        "he2016-resnet1202, 19.4, .05",
        "he2016-preact-resnet110, 1.7, .05",
        "he2016-preact-resnet164, 1.7, .05",
        "he2016-preact-resnet1001, 10.2, .15",
        "pytorch-blocks-1111, 4.9, .05",
        "pytorch-blocks-2222, 11, .5",
        "pytorch-blocks-3333, 17, .5"
    })
    void hasAsManyParametersAsItsSourceSays(String name, double millions, double within) {
        Graph graph = NamedRecipes.get(name).recipe().arch().graph(ImageShape.CIFAR, 10);

        assertThat(ParameterLayout.of(graph).parameterCount() / 1e6).isCloseTo(millions, within(within));
    }

    @Test
    void followsTheKerasExampleWhereItsCallbacksActTogether() {
        Recipe recipe = NamedRecipes.get("keras-example-resnet56-v2").recipe();
        LearningRate rate = LearningRate.of(recipe.schedule(), recipe.lr(), recipe.warmup(), recipe.epochs(), 1);

        // Sampled where the example's function of the epoch, counted from 0, changes.
        assertThat(Stream.of(0L, 80L, 81L, 120L, 121L, 160L, 161L, 180L, 181L, 199L)
                        .map(rate::at))
                .containsExactly(1e-3, 1e-3, 1e-4, 1e-4, 1e-5, 1e-5, 1e-6, 1e-6, 5e-7, 5e-7);
        assertThat(recipe.plateau()).isEmpty();
        assertThat(recipe.denseDecay()).isFalse();
        assertThat(recipe.arch().name()).isEqualTo("resnet56-v2:norm=keras");
    }

    private static OptionalDouble optional(Double value) {
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    @Test
    void tellsTheStagesOfTheKerasStudyApart() {
        Recipe baseline = NamedRecipes.get("keras-study-v2-56-baseline").recipe();
        Recipe augmented = NamedRecipes.get("keras-study-v2-56-augmented").recipe();
        Recipe scheduled = NamedRecipes.get("keras-study-v2-56-schedule").recipe();

        assertThat(baseline.augment()).isEmpty();
        assertThat(augmented.augment()).hasSize(4).isEqualTo(scheduled.augment());
        assertThat(augmented.schedule()).isEqualTo(baseline.schedule()).isInstanceOf(ScheduleSpec.InverseTime.class);
        assertThat(scheduled.schedule())
                .isEqualTo(
                        new ScheduleSpec.Table(List.of(81.0, 121.0, 161.0, 181.0), List.of(0.1, 0.01, 0.001, 0.0005)));
        // Keras waits for 5 epochs and lowers the rate at the end of the last; its schedule sets the rate anew each
        // epoch.
        assertThat(baseline.plateau().orElseThrow().patience()).isEqualTo(4);
        assertThat(scheduled.plateau()).isEmpty();
        assertThat(scheduled.weightDecay()).isEqualTo(2e-4);
        assertThat(scheduled.denseDecay()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "pytorch-adam, adam, 0.01, 0.1",
        "pytorch-sgd, sgd, 0.01, 0.1",
        "pytorch-rmsprop, rmsprop, 0.01, 0.1",
        "pytorch-adagrad, adagrad, 0.01, 0.1",
        "pytorch-lr-0-5, adam, 0.5, 0.1",
        "pytorch-lr-0-1, adam, 0.1, 0.1",
        "pytorch-lr-0-01, adam, 0.01, 0.1",
        "pytorch-dropout-0-1, adam, 0.01, 0.1",
        "pytorch-dropout-0-2, adam, 0.01, 0.2",
        "pytorch-dropout-0-3, adam, 0.01, 0.3",
        "pytorch-dropout-0-4, adam, 0.01, 0.4",
        "pytorch-dropout-0-5, adam, 0.01, 0.5"
    })
    void comparesWhatThePyTorchStudyCompares(String name, String optimizer, double lr, double dropout) {
        Recipe recipe = NamedRecipes.get(name).recipe();

        assertThat(KindWriter.optimizer(recipe.optimizer())).containsEntry("kind", optimizer);
        assertThat(recipe.lr()).isEqualTo(lr);
        assertThat(recipe.dropout()).isEqualTo(dropout);
        assertThat(recipe.batchSize()).isEqualTo(64);
        assertThat(recipe.epochs()).isEqualTo(200);
    }

    @Test
    void namesTheNearestForAMistypedOne() {
        assertThatThrownBy(() -> NamedRecipes.get("he2016-resnet21"))
                .isInstanceOf(InvalidRecipe.class)
                .hasMessage("there is no recipe 'he2016-resnet21'; did you mean 'he2016-resnet20'?");
    }
}
