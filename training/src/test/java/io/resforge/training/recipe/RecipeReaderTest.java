package io.resforge.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.training.augment.Cutout;
import io.resforge.training.augment.Flip;
import io.resforge.training.augment.PadCrop;
import io.resforge.training.recipe.Recipe.EarlyStoppingSpec;
import io.resforge.training.recipe.Recipe.LookaheadSpec;
import io.resforge.training.recipe.Recipe.Monitor;
import io.resforge.training.recipe.Recipe.PlateauSpec;
import io.resforge.training.recipe.RecipeWriter.KindWriter;
import io.resforge.training.recipe.ScheduleSpec.WarmupSpec;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeReaderTest {

    @Test
    void readsNothingAsTheUsualRecipe() {
        assertThat(RecipeReader.yaml("")).isEqualTo(Defaults.recipe());
        assertThat(RecipeReader.tree(Map.of())).isEqualTo(Defaults.recipe());
    }

    @Test
    void readsEachKey() {
        Recipe recipe = RecipeReader.yaml("""
                arch: wide-1-1-1-1
                dropout: 0.1
                image: 28x30x1
                train_images: 10000
                normalisation: pixel_mean
                augment: [{kind: pad_crop, padding: 2, border: reflect}, flip, {kind: cutout, side: 6}]
                epochs: 20
                batch_size: 64
                accumulate: 2
                optimizer: {kind: rmsprop, alpha: 0.9, momentum: 0.5}
                lr: 0.01
                schedule: {kind: multi_step, milestones: [5, 7.5], factor: 0.2}
                warmup: {epochs: 2, start: 0.5}
                plateau: {monitor: accuracy, factor: 0.5, patience: 3, cooldown: 1, floor: 1e-6, min_delta: 0.01}
                weight_decay: 2e-4
                rate_factors: {norm_bias: 64, head: 0.5}
                decoupled_decay: true
                bias_decay: true
                lookahead: {every: 10, decay: 0.9}
                label_smoothing: 0.1
                clip_norm: 5
                ema: 0.999
                early_stopping: {monitor: loss, patience: 4, min_delta: 0.001}
                flip_averaging: true
                precision: fp32
                seed: 9007199254740992
                """);

        assertThat(recipe.arch().name()).isEqualTo("wide-1-1-1-1");
        assertThat(recipe.image()).contains(new ImageShape(1, 28, 30));
        assertThat(recipe.augment()).containsExactly(new PadCrop(2, PadCrop.Border.REFLECT), new Flip(), new Cutout(6));
        assertThat(recipe.optimizer()).isEqualTo(new OptimizerSpec.RmsProp(0.9, 1e-8, 0.5));
        assertThat(recipe.warmup()).isEqualTo(new WarmupSpec(2, 0.5));
        assertThat(recipe.plateau()).contains(new PlateauSpec(Monitor.ACCURACY, 0.5, 3, 1, 1e-6, 0.01));
        assertThat(recipe.weightDecay()).isEqualTo(2e-4);
        assertThat(recipe.rateFactors()).isEqualTo(new RateFactors(1, 0.5, 1, 64, 1));
        assertThat(recipe.biasDecay()).isTrue();
        assertThat(recipe.lookahead()).contains(new LookaheadSpec(10, 0.9, 3));
        assertThat(recipe.earlyStopping()).contains(new EarlyStoppingSpec(Monitor.LOSS, 4, 0.001));
        assertThat(recipe.precision()).isEqualTo(PrecisionChoice.FP32);
        assertThat(recipe.seed()).isEqualTo(1L << 53);
    }

    @Test
    void readsWhatTheWriterWrites() {
        Recipe recipe =
                RecipeReader.yaml("{arch: resnet29-v2, plateau: {}, lookahead: {}, early_stopping: true, seed: -3}");

        assertThat(RecipeReader.tree(RecipeWriter.tree(recipe))).isEqualTo(recipe);
        assertThat(RecipeReader.yaml(RecipeWriter.yaml(recipe))).isEqualTo(recipe);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sgd", "adam", "adamw", "rmsprop", "adagrad"})
    void readsAndWritesEachOptimizerByItsWord(String kind) {
        Recipe recipe = RecipeReader.yaml("optimizer: " + kind);

        assertThat(KindWriter.optimizer(recipe.optimizer())).containsEntry("kind", kind);
        assertThat(RecipeReader.tree(RecipeWriter.tree(recipe))).isEqualTo(recipe);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "constant",
                "step",
                "multi_step",
                "table",
                "cosine",
                "one_cycle",
                "triangle",
                "polynomial",
                "inverse_time"
            })
    void readsAndWritesEachScheduleByItsWord(String kind) {
        Recipe recipe = RecipeReader.yaml("schedule: " + kind);

        assertThat(KindWriter.schedule(recipe.schedule())).containsEntry("kind", kind);
        assertThat(RecipeReader.tree(RecipeWriter.tree(recipe))).isEqualTo(recipe);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pad_crop",
                "shift",
                "flip",
                "alternating_flip",
                "rotation",
                "channel_shift",
                "brightness_contrast",
                "cutout",
                "mixup"
            })
    void readsAndWritesEachAugmentationByItsWord(String kind) {
        Recipe recipe = RecipeReader.yaml("augment: " + kind);

        assertThat(recipe.augment()).singleElement().satisfies(it -> assertThat(KindWriter.augmentation(it))
                .containsEntry("kind", kind));
        assertThat(RecipeReader.tree(RecipeWriter.tree(recipe))).isEqualTo(recipe);
    }

    @ParameterizedTest
    @CsvSource({"sgd, 0.1", "adam, 0.001", "adamw, 0.001", "rmsprop, 0.001", "adagrad, 0.01"})
    void givesEachOptimizerTheRateThatSuitsIt(String optimizer, double lr) {
        assertThat(RecipeReader.yaml("optimizer: " + optimizer).lr()).isEqualTo(lr);
    }

    @Test
    void decaysApartFromTheGradientOnlyWithAdamW() {
        assertThat(RecipeReader.yaml("optimizer: adamw").decoupledDecay()).isTrue();
        assertThat(RecipeReader.yaml("optimizer: adam").decoupledDecay()).isFalse();
    }

    @Test
    void warmsUpBeforeACosineButNotBeforeSteps() {
        assertThat(RecipeReader.yaml("epochs: 20").warmup().epochs()).isEqualTo(6);
        assertThat(RecipeReader.yaml("{epochs: 20, schedule: multi_step}")
                        .warmup()
                        .epochs())
                .isZero();
        assertThat(RecipeReader.yaml("{epochs: 20, schedule: step, warmup: 2}")
                        .warmup()
                        .epochs())
                .isEqualTo(2);
    }

    @Test
    void takesNesterovsFormOnlyWhereThereIsMomentum() {
        assertThat(RecipeReader.yaml("optimizer: {momentum: 0}").optimizer())
                .isEqualTo(new OptimizerSpec.Sgd(0, false));
    }

    @Test
    void leavesOutWhatIsCalledNone() {
        Recipe recipe =
                RecipeReader.yaml("{augment: none, plateau: none, early_stopping: false, image: auto, freeze: none}");

        assertThat(recipe.freeze()).isEmpty();

        assertThat(recipe.augment()).isEmpty();
        assertThat(recipe.plateau()).isEmpty();
        assertThat(recipe.earlyStopping()).isEmpty();
        assertThat(recipe.image()).isEmpty();
    }

    @Test
    void refusesANumberThatIsNone() {
        InvalidRecipe refusal =
                catchThrowableOfType(InvalidRecipe.class, () -> RecipeReader.tree(Map.of("weight_decay", Double.NaN)));

        assertThat(refusal).hasMessage("weight_decay must be from 0 to 1, was NaN");
    }

    @Test
    void takesWholeNumbersThatJsonWritesWithAPoint() {
        assertThat(RecipeReader.tree(Map.of("epochs", 7.0, "seed", 3.0)).epochs())
                .isEqualTo(7);
    }

    @Test
    void inheritsFromItsBaseButNotWhatIsSaidAboutIt() {
        Recipe base = NamedRecipes.get("he2016-resnet20").recipe();

        assertThat(RecipeReader.yaml("{base: he2016-resnet20, epochs: 3, warmup: 0, about: short}"))
                .isEqualTo(RecipeReader.tree(new RecipeTree(RecipeWriter.tree(base))
                        .with("epochs", 3)
                        .with("warmup", 0)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            epochs: many | epochs | epochs must be a whole number, was 'many'
            epochs: 2.5 | epochs | epochs must be a whole number, was 2.5
            epochs: true | epochs | epochs must be a whole number, was true
            epochs: 0 | epochs | epochs must be from 1 to 10000, was 0
            epochs: 99999999999 | epochs | epochs must be a whole number from -2147483648 to 2147483647, was 99999999999
            epochs: | epochs | epochs has no value; leave the key out for its usual one
            lr: fast | lr | lr must be a number, was 'fast'
            lr: [0.1] | lr | lr must be a number, was [0.1]
            lr: NaN | lr | lr must be a number, was 'NaN'
            epochs: 10d | epochs | epochs must be a whole number, was '10d'
            epochs: 1e999 | epochs | epochs must be a whole number from -9007199254740992 to 9007199254740992, was Infinity
            seed: 9007199254740993 | seed | seed must be a whole number from -9007199254740992 to 9007199254740992, was 9007199254740993
            flip_averaging: 1 | flip_averaging | flip_averaging must be true or false, was 1
            precision: fp16 | precision | precision must be auto, fp32 or bf16, was 'fp16'; did you mean 'fp32'?
            arch: 3 | arch | arch must be text, was 3
            image: big | image | image must be height x width x channels, such as 32x32x3, or auto, was 'big'
            optimizer: 5 | optimizer | optimizer must be a word such as adam or a group of keys, was 5
            optimizer: addam | optimizer | optimizer must be sgd, adam, adamw, rmsprop or adagrad, was 'addam'; did you mean 'adam'?
            optimizer: {momentum: 2} | optimizer.momentum | optimizer.momentum must be from 0 to below 1, was 2.0
            optimizer: {kind: adam, momentum: 0.9} | optimizer.momentum | unknown key 'optimizer.momentum'; allowed are beta1, beta2, epsilon, kind
            schedule: {kind: cosine, flor: 0} | schedule.flor | unknown key 'schedule.flor', did you mean 'floor'? Allowed are floor, kind
            schedule: {kind: multi_step, milestones: [1, x]} | schedule.milestones[1] | schedule.milestones[1] must be a number, was 'x'
            augment: [flip, spin] | augment[1] | augment[1] must be pad_crop, shift, flip, alternating_flip, rotation, channel_shift, brightness_contrast, cutout or mixup, was 'spin'
            augment: [{side: 8}] | augment[0] | augment[0] needs a kind, which is one of pad_crop, shift, flip, alternating_flip, rotation, channel_shift, brightness_contrast, cutout or mixup
            augment: [{kind: cutout, side: 0}] | augment[0].side | augment[0].side must be at least 1, was 0
            augment: [{kind: flip, side: 8}] | augment[0].side | unknown key 'augment[0].side'; allowed are kind
            image: 20x20x3 | image | images have sides of 28 to 96 pixels, was 20×20
            {image: 28x28x1, augment: [flip, {kind: cutout, side: 29}]} | augment[1].side | augment[1].side must be at most 28, the images' side, was 29
            augment: [{kind: pad_crop, border: edge}] | augment[0].border | augment[0].border must be zeros or reflect, was 'edge'
            rate_factors: {norm_bias: 0} | rate_factors.norm_bias | rate_factors.norm_bias must be above 0 and at most 1000, was 0.0
            rate_factors: {norm_bais: 64} | rate_factors.norm_bais | unknown key 'rate_factors.norm_bais', did you mean 'norm_bias'? Allowed are bias, head, kernels, norm_bias, norm_scale
            rate_factors: 64 | rate_factors | rate_factors must be a group of keys, was 64
            lookahead: {every: 0} | lookahead.every | lookahead.every must be from 1 to 10000, was 0
            lookahead: {decay: 1} | lookahead.decay | lookahead.decay must be from 0 to below 1, was 1.0
            lookahead: 5 | lookahead | lookahead must be a group of keys, or none, was 5
            schedule: {kind: triangle, rise: 1} | schedule.rise | schedule.rise must be between 0 and 1, was 1.0
            plateau: 3 | plateau | plateau must be a group of keys, or none, was 3
            warmup: fast | warmup.epochs | warmup.epochs must be a number, was 'fast'
            warmup: [1] | warmup | warmup must be a number of epochs or a group of keys, was [1]
            base: he2016-resnet21 | base | there is no recipe 'he2016-resnet21'; did you mean 'he2016-resnet20'?
            [1] | a recipe | a recipe must be lines of 'key: value', was [1]
            """)
    void saysWhichKeyIsWrongAndWhatIsAllowed(String yaml, String field, String message) {
        InvalidRecipe refusal = catchThrowableOfType(InvalidRecipe.class, () -> RecipeReader.yaml(yaml));

        assertThat(refusal).hasMessage(message);
        assertThat(refusal.field()).isEqualTo(field);
    }

    @Test
    void namesTheNearestKeyForAMistypedOne() {
        InvalidRecipe refusal = catchThrowableOfType(InvalidRecipe.class, () -> RecipeReader.yaml("optimizr: adam"));

        assertThat(refusal)
                .hasMessageStartingWith(
                        "unknown key 'optimizr', did you mean 'optimizer'? Allowed are about, accumulate, arch, augment, base, ");
    }

    @Test
    void saysWhereTheTextIsNoYaml() {
        assertThat(refusal("epochs: 3\nlr: [0.1\n")).startsWith("not YAML at line 3, column 1: ");
        assertThat(refusal("epochs: 3\nepochs: 4\n"))
                .isEqualTo("not YAML at line 2, column 1: found duplicate key epochs");
        assertThat(refusal("epochs: 3\n---\nepochs: 4\n"))
                .isEqualTo("there must be one YAML document, but there are several");
    }

    private static String refusal(String yaml) {
        return catchThrowableOfType(InvalidRecipe.class, () -> RecipeReader.yaml(yaml))
                .getMessage();
    }

    @Test
    void writesNumbersAsPeopleDo() {
        assertThat(RecipeWriter.yaml(Defaults.recipe()))
                .contains("weight_decay: 0.0001\n", "arch: resnet20-v1\n", "plateau: none\n");
    }

    @Test
    void writesAnAbsentShapeAsAuto() {
        assertThat(RecipeWriter.tree(Defaults.recipe())).containsEntry("image", "auto");
        assertThat(RecipeReader.yaml("image: 28x28x1").image()).isEqualTo(Optional.of(new ImageShape(1, 28, 28)));
    }
}
