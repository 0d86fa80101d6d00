package io.resforge.training.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.training.TestRecipes;
import io.resforge.training.batch.EpochPlan;
import io.resforge.training.batch.EpochPlan.BatchPosition;
import io.resforge.training.loop.Training.StepPlan;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StepPlanTest {

    /** Seven batches, three a move. */
    private final StepPlan course = new StepPlan(TestRecipes.tiny("epochs", 4, "accumulate", 3), new EpochPlan(54, 8));

    @Test
    void theOptimizerMovesAfterEachGroupOfBatchesAndAtTheEndOfAnEpoch() {
        assertThat(course.movesPerEpoch()).isEqualTo(3);
        assertThat(IntStream.range(0, 7).filter(step -> course.isLastOfMove(new BatchPosition(2, step))))
                .containsExactly(2, 5, 6);
        assertThat(IntStream.range(0, 7).mapToLong(step -> course.move(new BatchPosition(2, step))))
                .containsExactly(3L, 3L, 3L, 4L, 4L, 4L, 5L);
    }

    @Test
    void withoutAccumulationEachBatchIsAMove() {
        StepPlan single = new StepPlan(TestRecipes.tiny("epochs", 4), new EpochPlan(54, 8));

        assertThat(IntStream.range(0, 7).allMatch(step -> single.isLastOfMove(new BatchPosition(1, step))))
                .isTrue();
        assertThat(single.move(new BatchPosition(3, 5))).isEqualTo(19);
    }

    @Test
    void countsTheImagesBeforeAPlace() {
        assertThat(course.imagesBefore(BatchPosition.START)).isZero();
        assertThat(course.imagesBefore(new BatchPosition(2, 0))).isEqualTo(54);
        // The larger batches come first: 8 of five steps and 7 of two.
        assertThat(course.imagesBefore(new BatchPosition(2, 6))).isEqualTo(54 + 5 * 8 + 7);
        assertThat(course.imagesBefore(new BatchPosition(5, 0))).isEqualTo(course.images());
    }

    @Test
    void dropoutHasASeedOfItsOwnForEachBatch() {
        assertThat(course.dropoutSeed(new BatchPosition(1, 1))).isEqualTo(course.dropoutSeed(new BatchPosition(1, 1)));
        assertThat(course.dropoutSeed(new BatchPosition(1, 1)))
                .isNotEqualTo(course.dropoutSeed(new BatchPosition(1, 2)))
                .isNotEqualTo(course.dropoutSeed(new BatchPosition(2, 1)));
    }
}
