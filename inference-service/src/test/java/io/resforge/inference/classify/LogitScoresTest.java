package io.resforge.inference.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.resforge.inference.classify.Answer.ClassScore;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogitScoresTest {

    private static final List<String> LABELS = List.of("a", "b", "c", "d");

    @Test
    void answersTheLikeliestClassesBestFirstWithTheirSoftmax() {
        // Given: e^0, e^ln3, e^ln2, e^0 are 1, 3, 2 and 1
        float[] logits = {0, (float) Math.log(3), (float) Math.log(2), 0};
        // When
        List<ClassScore> scores = LogitScores.top(logits, 0, LABELS, 2);
        // Then
        assertThat(scores).extracting(ClassScore::label).containsExactly("b", "c");
        assertThat(scores).extracting(ClassScore::index).containsExactly(1, 2);
        assertThat(scores.get(0).probability()).isEqualTo(3 / 7f, within(1e-6f));
        assertThat(scores.get(1).probability()).isEqualTo(2 / 7f, within(1e-6f));
    }

    @Test
    void ordersEqualsByTheirIndexAndTakesTheRightImage() {
        // Given
        float[] logits = {9, 9, 9, 9, 1, 5, 5, 5};
        // When
        List<ClassScore> scores = LogitScores.top(logits, 1, LABELS, 4);
        // Then
        assertThat(scores).extracting(ClassScore::index).containsExactly(1, 2, 3, 0);
    }

    @Test
    void doesNotOverflowOnLargeLogits() {
        assertThat(LogitScores.top(new float[] {1e30f, 1e30f, -1e30f, 0}, 0, LABELS, 4))
                .extracting(ClassScore::probability)
                .containsExactly(.5f, .5f, 0f, 0f);
    }
}
