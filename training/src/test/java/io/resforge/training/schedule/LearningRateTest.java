package io.resforge.training.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.resforge.training.recipe.ScheduleSpec;
import java.util.List;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LearningRateTest {

    private static final Offset<Double> EXACT = within(1e-12);

    @Test
    void cosineFallsFromThePeakThroughItsHalfToNearlyNothing() {
        LearningRate rate = LearningRate.of(new ScheduleSpec.Cosine(0.2, 0), 10, 100);

        assertThat(rate.at(0)).isEqualTo(0.2, EXACT);
        assertThat(rate.at(500)).isEqualTo(0.1, EXACT);
        assertThat(rate.at(999)).isPositive().isLessThan(1e-6);
    }

    @Test
    void warmupRisesInALineFromATwentyFifthToThePeak() {
        LearningRate rate = LearningRate.of(new ScheduleSpec.Cosine(0.5, 2.5), 10, 100);

        assertThat(rate.at(0)).isEqualTo(0.02, EXACT);
        assertThat(rate.at(125)).isEqualTo(0.26, EXACT);
        assertThat(rate.at(250)).isEqualTo(0.5, EXACT);
        assertThat(rate.at(625)).isEqualTo(0.25, EXACT);
    }

    @Test
    void aRunThatIsNearlyAllWarmupStillEndsInNumbers() {
        LearningRate rate = LearningRate.of(new ScheduleSpec.Cosine(1, 1.999), 2, 10);

        assertThat(LongStream.range(0, 20).mapToDouble(rate::at)).allMatch(value -> value > 0 && value <= 1);
    }

    @Test
    void stepsDivideByTenFromEachMilestoneOn() {
        LearningRate rate = LearningRate.of(new ScheduleSpec.Step(0.1, 0, List.of(5.0, 7.5)), 10, 100);

        assertThat(rate.at(0)).isEqualTo(0.1, EXACT);
        assertThat(rate.at(499)).isEqualTo(0.1, EXACT);
        assertThat(rate.at(500)).isEqualTo(0.01, EXACT);
        assertThat(rate.at(749)).isEqualTo(0.01, EXACT);
        assertThat(rate.at(750)).isEqualTo(0.001, EXACT);
    }

    @Test
    void stepsMayBeginWithAWarmup() {
        LearningRate rate = LearningRate.of(new ScheduleSpec.Step(0.1, 1, List.of(5.0)), 10, 100);

        assertThat(rate.at(0)).isEqualTo(0.004, EXACT);
        assertThat(rate.at(100)).isEqualTo(0.1, EXACT);
        assertThat(rate.at(500)).isEqualTo(0.01, EXACT);
    }
}
