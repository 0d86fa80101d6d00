package io.resforge.inference.classify;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.inference.classify.FeedbackService.RecentFeedback;
import io.resforge.inference.classify.PredictionIds.PredictionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecentFeedbackTest {

    private final RecentFeedback recent = new RecentFeedback(1_000);

    @Test
    void takesEachOnce() {
        assertThat(recent.add(id(5, 7))).isTrue();
        assertThat(recent.add(id(5, 7))).isFalse();
        assertThat(recent.add(id(5, 8))).isTrue();
    }

    @Test
    void forgetsTheEarliestAndTakesNoneOfTheirTimeAnyMore() {
        // Given
        for (int i = 0; i < 1_000; i++) {
            recent.add(id(i < 10 ? 1 : 2, i));
        }
        // When
        assertThat(recent.add(id(3, 1_000))).isTrue();
        // Then
        assertThat(recent.add(id(1, 3))).as("was counted, and is forgotten").isFalse();
        assertThat(recent.add(id(1, 2_000))).as("was not, and is too old").isFalse();
        assertThat(recent.add(id(2, 2_000))).isTrue();
    }

    @Test
    void takesNoneTwiceInWhateverOrderAndNumberTheyCome() {
        // Given
        Random random = new Random(1);
        List<PredictionId> taken = new ArrayList<>();
        // When
        for (int i = 0; i < 100_000; i++) {
            PredictionId id = id(random.nextInt(50), random.nextInt(1_000));
            if (recent.add(id)) {
                taken.add(id);
            }
        }
        // Then
        assertThat(taken).doesNotHaveDuplicates().hasSizeGreaterThan(1_000);
    }

    private static PredictionId id(long minute, long unique) {
        return new PredictionId("cifar10", "1", 0, minute, unique, 0);
    }
}
