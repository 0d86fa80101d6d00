package io.resforge.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.resforge.network.resnet.Architecture;
import io.resforge.network.torch.Precision;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RecipeTest {

    private static final Architecture RESNET_20 = Architecture.parse("resnet20-v1");

    @Test
    void defaultsAreAValidRecipe() {
        Recipe recipe = Defaults.recipe(RESNET_20, Precision.FP32);

        assertThat(recipe.epochs()).isEqualTo(10);
        assertThat(recipe.batchSize()).isEqualTo(128);
        assertThat(recipe.optimizer()).isEqualTo(new OptimizerSpec.Sgd(0.9, true));
        assertThat(recipe.schedule()).isEqualTo(new ScheduleSpec.Cosine(0.1, 3));
    }

    @Test
    void defaultsGiveAdamASmallerPeak() {
        assertThat(Defaults.peak(Defaults.adam())).isEqualTo(0.001);
    }

    @Test
    void defaultsDivideTheRateAfterHalfAndThreeQuarters() {
        assertThat(Defaults.step(0.1, 10)).isEqualTo(new ScheduleSpec.Step(0.1, 0, List.of(5.0, 7.5)));
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal("epochs", "epochs must be from 1 to 10000, was 0", () -> recipe(0, 128, 1e-4, 0)),
                refusal("batch_size", "batch_size must be from 2 to 4096, was 1", () -> recipe(10, 1, 1e-4, 0)),
                refusal("batch_size", "batch_size must be from 2 to 4096, was 5000", () -> recipe(10, 5000, 1e-4, 0)),
                refusal(
                        "weight_decay",
                        "weight_decay must be from 0 to 1, was NaN",
                        () -> recipe(10, 8, Double.NaN, 0)),
                refusal(
                        "label_smoothing",
                        "label_smoothing must be from 0 to below 1, was 1.0",
                        () -> recipe(10, 8, 0, 1)),
                refusal(
                        "optimizer.momentum",
                        "optimizer.momentum must be from 0 to below 1, was 1.0",
                        () -> new OptimizerSpec.Sgd(1, true)),
                refusal(
                        "optimizer.nesterov",
                        "optimizer.nesterov must be false where momentum is 0, was true",
                        () -> new OptimizerSpec.Sgd(0, true)),
                refusal(
                        "optimizer.beta2",
                        "optimizer.beta2 must be from 0 to below 1, was 1.0",
                        () -> new OptimizerSpec.Adam(0.9, 1, 1e-8)),
                refusal(
                        "optimizer.epsilon",
                        "optimizer.epsilon must be above 0 and at most 1, was 0.0",
                        () -> new OptimizerSpec.Adam(0.9, 0.999, 0)),
                refusal(
                        "schedule.peak",
                        "schedule.peak must be above 0 and at most 100, was Infinity",
                        () -> new ScheduleSpec.Cosine(Double.POSITIVE_INFINITY, 1)),
                refusal(
                        "schedule.warmup_epochs",
                        "schedule.warmup_epochs must be at least 0, was -1.0",
                        () -> new ScheduleSpec.Cosine(0.1, -1)),
                refusal(
                        "schedule.milestones",
                        "schedule.milestones must be above 0 and rising, was [5.0, 5.0]",
                        () -> new ScheduleSpec.Step(0.1, 0, List.of(5.0, 5.0))),
                refusal(
                        "schedule.warmup_epochs",
                        "schedule.warmup_epochs must be fewer than the 3 epochs of the run, was 3.0",
                        () -> scheduled(3, new ScheduleSpec.Cosine(0.1, 3))),
                refusal(
                        "schedule.milestones",
                        "schedule.milestones must be at most the 3 epochs of the run, was [2.0, 4.0]",
                        () -> scheduled(3, new ScheduleSpec.Step(0.1, 0, List.of(2.0, 4.0)))));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("refusals")
    void saysWhichFieldIsWrongAndWhatIsAllowed(String field, String message, ThrowingCallable attempt) {
        InvalidRecipe refusal = catchThrowableOfType(InvalidRecipe.class, attempt);

        assertThat(refusal).hasMessage(message);
        assertThat(refusal.field()).isEqualTo(field);
    }

    private static Arguments refusal(String field, String message, ThrowingCallable attempt) {
        return Arguments.of(field, message, attempt);
    }

    private static Recipe recipe(int epochs, int batchSize, double weightDecay, double labelSmoothing) {
        return new Recipe(
                RESNET_20,
                epochs,
                batchSize,
                Defaults.sgd(),
                new ScheduleSpec.Cosine(0.1, 0),
                weightDecay,
                labelSmoothing,
                true,
                Precision.FP32,
                1);
    }

    private static Recipe scheduled(int epochs, ScheduleSpec schedule) {
        return new Recipe(RESNET_20, epochs, 128, Defaults.sgd(), schedule, 1e-4, 0, true, Precision.FP32, 1);
    }
}
