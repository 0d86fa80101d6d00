package io.resforge.training.schedule;

import static io.resforge.training.schedule.ScheduleFixture.PYTORCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.resforge.training.recipe.ScheduleSpec;
import io.resforge.training.recipe.ScheduleSpec.WarmupSpec;
import io.resforge.training.schedule.ScheduleFixture.Rates;
import java.util.List;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LearningRateTest {

    private static final Offset<Double> EXACT = within(1e-12);
    private static final WarmupSpec NONE = new WarmupSpec(0, 1);
    /** Eight steps of five an epoch. */
    private static final WarmupSpec RISE = new WarmupSpec(1.6, 0.04);

    static List<Rates> schedules() {
        return PYTORCH.schedules();
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void isWhatPyTorchsSchedulerSays(Rates expected) {
        LearningRate rate = LearningRate.of(spec(expected.name()), PYTORCH.peak(), warmup(expected.name()), 6, 5);

        assertThat(LongStream.range(0, 30).mapToDouble(rate::at).toArray()).containsExactly(expected.rates(), EXACT);
    }

    private static ScheduleSpec spec(String name) {
        return switch (name) {
            case "constant", "warm-up, constant" -> new ScheduleSpec.Constant();
            case "step" -> new ScheduleSpec.Step(2.4, 0.5);
            case "multi-step", "warm-up, multi-step" -> new ScheduleSpec.MultiStep(List.of(2.0, 4.4), 0.1);
            case "cosine", "warm-up, cosine" -> new ScheduleSpec.Cosine(0);
            case "cosine to a floor" -> new ScheduleSpec.Cosine(0.1);
            case "one-cycle" -> new ScheduleSpec.OneCycle(0.3, 0.04, 0.001);
            case "one-cycle with its top between two steps" -> new ScheduleSpec.OneCycle(0.25, 0.1, 0.01);
            case "linear" -> new ScheduleSpec.Polynomial(1);
            case "polynomial" -> new ScheduleSpec.Polynomial(2.5);
            case "warm-up, polynomial" -> new ScheduleSpec.Polynomial(0.9);
            default -> throw new IllegalArgumentException("the fixture has an unknown schedule: " + name);
        };
    }

    private static WarmupSpec warmup(String name) {
        return name.startsWith("warm-up") ? RISE : NONE;
    }

    @Test
    void theKerasStudysTableFallsAtItsEpochs() {
        LearningRate rate = LearningRate.of(
                new ScheduleSpec.Table(List.of(80.0, 120.0, 160.0, 180.0), List.of(0.1, 0.01, 0.001, 0.0005)),
                1e-3,
                NONE,
                200,
                100);

        assertThat(List.of(rate.at(0), rate.at(7_999))).containsOnly(1e-3);
        assertThat(rate.at(8_000)).isEqualTo(1e-4, EXACT);
        assertThat(rate.at(12_000)).isEqualTo(1e-5, EXACT);
        assertThat(rate.at(16_000)).isEqualTo(1e-6, EXACT);
        assertThat(rate.at(18_000)).isEqualTo(5e-7, EXACT);
        assertThat(rate.at(19_999)).isEqualTo(5e-7, EXACT);
    }

    @Test
    void aShortRunNeverReachesTheMilestonesAfterItsEnd() {
        LearningRate rate =
                LearningRate.of(new ScheduleSpec.Table(List.of(80.0, 120.0), List.of(0.1, 0.01)), 1e-3, NONE, 5, 100);

        assertThat(LongStream.range(0, 500).mapToDouble(rate::at)).containsOnly(1e-3);
    }

    @Test
    void inverseTimeHalvesWhenTheRateTimesTheEpochsIsOne() {
        LearningRate rate = LearningRate.of(new ScheduleSpec.InverseTime(0.25), 0.8, NONE, 20, 10);

        assertThat(rate.at(0)).isEqualTo(0.8, EXACT);
        assertThat(rate.at(20)).isEqualTo(0.8 / 1.5, EXACT);
        assertThat(rate.at(40)).isEqualTo(0.4, EXACT);
        assertThat(rate.at(120)).isEqualTo(0.2, EXACT);
    }

    @Test
    void stepsOfAFractionOfAnEpochDoNotDrift() {
        // Every 2.5 steps: at 3, 5, 8, 10, …
        LearningRate rate = LearningRate.of(new ScheduleSpec.Step(0.5, 0.5), 1, NONE, 4, 5);

        assertThat(LongStream.range(0, 11).mapToDouble(rate::at))
                .containsExactly(1.0, 1.0, 1.0, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125, 0.125, 0.0625);
    }

    @Test
    void aStepThatNoBinaryFractionHoldsComesOnTime() {
        LearningRate rate = LearningRate.of(new ScheduleSpec.Step(0.7, 0.5), 1, NONE, 30, 10);

        for (int reached = 1; reached <= 40; reached++) {
            assertThat(rate.at(reached * 7 - 1)).isEqualTo(Math.pow(0.5, reached - 1));
            assertThat(rate.at(reached * 7)).isEqualTo(Math.pow(0.5, reached));
        }
    }

    @Test
    void warmupRisesToWhatTheScheduleSaysThen() {
        LearningRate rate =
                LearningRate.of(new ScheduleSpec.MultiStep(List.of(2.0), 0.1), 1, new WarmupSpec(3, 0.5), 10, 10);

        assertThat(rate.at(0)).isEqualTo(0.05, EXACT);
        assertThat(rate.at(15)).isEqualTo(0.075, EXACT);
        assertThat(rate.at(30)).isEqualTo(0.1, EXACT);
    }

    @ParameterizedTest
    @MethodSource("allSchedules")
    void aRunOfFewStepsHasARateAtEach(ScheduleSpec spec) {
        for (int epochs = 1; epochs <= 3; epochs++) {
            for (int steps = 1; steps <= 3; steps++) {
                LearningRate rate = LearningRate.of(spec, 0.5, new WarmupSpec(epochs - 0.001, 0.1), epochs, steps);

                assertThat(LongStream.range(0, (long) epochs * steps).mapToDouble(rate::at))
                        .as("%d epochs of %d steps", epochs, steps)
                        .allMatch(value -> value > 0 && value <= 0.5);
            }
        }
    }

    static List<ScheduleSpec> allSchedules() {
        return List.of(
                new ScheduleSpec.Constant(),
                new ScheduleSpec.Step(0.3, 0.5),
                new ScheduleSpec.MultiStep(List.of(0.1, 0.2, 2.0), 0.1),
                new ScheduleSpec.Table(List.of(0.5), List.of(0.1)),
                new ScheduleSpec.Cosine(0),
                new ScheduleSpec.OneCycle(0.3, 0.04, 0.001),
                new ScheduleSpec.OneCycle(0.99, 1, 0.5),
                new ScheduleSpec.Triangle(0.23, 0.2, 0.07),
                new ScheduleSpec.Triangle(0.99, 1, 0.5),
                new ScheduleSpec.Polynomial(0.5),
                new ScheduleSpec.InverseTime(3));
    }
}
