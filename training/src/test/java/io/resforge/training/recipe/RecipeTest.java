package io.resforge.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.resforge.training.recipe.Recipe.EarlyStoppingSpec;
import io.resforge.training.recipe.Recipe.Monitor;
import io.resforge.training.recipe.Recipe.PlateauSpec;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RecipeTest {

    @Test
    void usuallyTrainsTenEpochsOfSgdAlongACosine() {
        Recipe recipe = Defaults.recipe();

        assertThat(recipe.epochs()).isEqualTo(10);
        assertThat(recipe.batchSize()).isEqualTo(128);
        assertThat(recipe.optimizer()).isEqualTo(new OptimizerSpec.Sgd(0.9, true));
        assertThat(recipe.warmup().epochs()).isEqualTo(3);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            batch_size=1 | batch_size | batch_size must be from 2 to 4096, was 1
            batch_size=5000 | batch_size | batch_size must be from 2 to 4096, was 5000
            dropout=1 | dropout | dropout must be from 0 to below 1, was 1.0
            train_images=-1 | train_images | train_images must be at least 0, where 0 stands for all, was -1
            accumulate=0 | accumulate | accumulate must be from 1 to 1024, was 0
            lr=0 | lr | lr must be above 0 and at most 100, was 0.0
            weight_decay=NaN | weight_decay | weight_decay must be a number, was 'NaN'
            label_smoothing=1 | label_smoothing | label_smoothing must be from 0 to below 1, was 1.0
            clip_norm=-1 | clip_norm | clip_norm must be from 0, which stands for any, to 1000000, was -1.0
            ema=1 | ema | ema must be from 0, which stands for none, to below 1, was 1.0
            warmup=10 | warmup.epochs | warmup.epochs must be fewer than the run's epochs, 10, was 10.0
            """)
    void saysWhichFieldIsWrongAndWhatIsAllowed(String setting, String field, String message) {
        refuses(field, message, () -> RecipeReader.tree(RecipeTree.yaml("").set(setting)));
    }

    @Test
    void refusesAWarmUpBeforeOneCycle() {
        refuses(
                "warmup.epochs",
                "warmup.epochs must be 0 with one_cycle, which is its own warm-up, was 1.0",
                () -> RecipeReader.yaml("{schedule: one_cycle, warmup: 1}"));
    }

    @Test
    void refusesAWarmUpBeforeATriangle() {
        refuses(
                "warmup.epochs",
                "warmup.epochs must be 0 with triangle, which is its own warm-up, was 1.0",
                () -> RecipeReader.yaml("{schedule: triangle, warmup: 1}"));
    }

    @Test
    void refusesToLeaveAdamWWithoutItsDecay() {
        refuses(
                "decoupled_decay",
                "decoupled_decay must be true with adamw, whose decay it is, was false",
                () -> RecipeReader.yaml("{optimizer: adamw, decoupled_decay: false}"));
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(
                        "optimizer.momentum",
                        "optimizer.momentum must be from 0 to below 1, was 1.0",
                        (ThrowingCallable) () -> new OptimizerSpec.Sgd(1, true)),
                Arguments.of(
                        "optimizer.nesterov",
                        "optimizer.nesterov must be false where momentum is 0, was true",
                        (ThrowingCallable) () -> new OptimizerSpec.Sgd(0, true)),
                Arguments.of("optimizer.beta2", "optimizer.beta2 must be from 0 to below 1, was 1.0", (ThrowingCallable)
                        () -> new OptimizerSpec.Adam(0.9, 1, 1e-8)),
                Arguments.of(
                        "optimizer.epsilon",
                        "optimizer.epsilon must be above 0 and at most 1, was 0.0",
                        (ThrowingCallable) () -> new OptimizerSpec.Adagrad(0, 0)),
                Arguments.of(
                        "schedule.milestones",
                        "schedule.milestones must be above 0 and rising, was [5.0, 5.0]",
                        (ThrowingCallable) () -> new ScheduleSpec.MultiStep(List.of(5.0, 5.0), 0.1)),
                Arguments.of(
                        "schedule.factors",
                        "schedule.factors must be as many as there are milestones, 2, was 1",
                        (ThrowingCallable) () -> new ScheduleSpec.Table(List.of(1.0, 2.0), List.of(0.1))),
                Arguments.of("plateau.factor", "plateau.factor must be between 0 and 1, was 1.0", (ThrowingCallable)
                        () -> new PlateauSpec(Monitor.LOSS, 1, 1, 0, 0, 0)),
                Arguments.of(
                        "early_stopping.patience",
                        "early_stopping.patience must be at least 1, was 0",
                        (ThrowingCallable) () -> new EarlyStoppingSpec(Monitor.LOSS, 0, 0)));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("refusals")
    void refuses(String field, String message, ThrowingCallable attempt) {
        InvalidRecipe refusal = catchThrowableOfType(InvalidRecipe.class, attempt);

        assertThat(refusal).hasMessage(message);
        assertThat(refusal.field()).isEqualTo(field);
    }
}
