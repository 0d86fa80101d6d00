package io.resforge.training.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.training.batch.EpochPlan.BatchPosition;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EpochPlanTest {

    @ParameterizedTest
    @CsvSource({"45000, 128, 352, 128", "4500, 128, 36, 125", "128, 128, 1, 128", "129, 128, 2, 65", "3, 128, 1, 3"})
    void cutsAnEpochIntoAsFewStepsAsTheBatchSizeAllows(int images, int batchSize, int steps, int largest) {
        EpochPlan plan = new EpochPlan(images, batchSize);

        assertThat(plan.steps()).isEqualTo(steps);
        assertThat(plan.largest()).isEqualTo(largest).isLessThanOrEqualTo(batchSize);
    }

    @Test
    void sizesDifferByOneAtMostAndAddUpToTheEpoch() {
        EpochPlan plan = new EpochPlan(45_000, 128);

        int[] sizes = IntStream.range(0, plan.steps()).map(plan::size).toArray();

        assertThat(IntStream.of(sizes).sum()).isEqualTo(45_000);
        assertThat(sizes).contains(127, 128).containsOnly(127, 128);
    }

    @Test
    void everyStepBeginsWhereTheOneBeforeItEnds() {
        EpochPlan plan = new EpochPlan(45_000, 128);

        assertThat(plan.begin(0)).isZero();
        for (int step = 1; step <= plan.steps(); step++) {
            assertThat(plan.begin(step)).isEqualTo(plan.begin(step - 1) + plan.size(step - 1));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 0", "351, 1, 351", "352, 2, 0", "1000, 3, 296"})
    void knowsThePlaceAfterSoManySteps(long steps, int epoch, int step) {
        assertThat(new EpochPlan(45_000, 128).after(steps)).isEqualTo(new BatchPosition(epoch, step));
    }

    @Test
    void refusesPlacesBeforeTheFirst() {
        assertThatThrownBy(() -> new BatchPosition(0, 1))
                .hasMessageContaining("at least 1 and a step of at least 0, was 0");
        assertThatThrownBy(() -> new BatchPosition(1, -1)).hasMessageContaining("was 1 and -1");
    }

    @Test
    void refusesAnEpochWithoutImages() {
        assertThatThrownBy(() -> new EpochPlan(0, 128)).hasMessageContaining("at least 1 image");
    }
}
