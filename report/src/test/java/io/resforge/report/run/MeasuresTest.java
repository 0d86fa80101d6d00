package io.resforge.report.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MeasuresTest {

    /** Four images of two classes: sure and right, sure and wrong, twice unsure and right. */
    private final Predictions four = shares(2, new int[] {0, 1, 1, 0}, 0.95, 0.05, 0.95, 0.05, 0.25, 0.75, 0.75, 0.25);

    /** Three classes, of which the last is neither there nor predicted, and the second never predicted. */
    private final Predictions absent = shares(3, new int[] {0, 1}, 0.8, 0.1, 0.1, 0.6, 0.2, 0.2);

    @Test
    void findsTheExpectedCalibrationError() {
        // When
        Calibration calibration = Calibration.of(four, 15);
        // Then: 2/4 · |0.5 − 0.95| + 2/4 · |1 − 0.75|
        assertThat(calibration.expectedError()).isCloseTo(0.35, within(1e-6));
        assertThat(calibration.bins().getLast().images()).isEqualTo(2);
        assertThat(calibration.bins().getLast().gap()).isCloseTo(0.45, within(1e-6));
        assertThat(calibration.bins().getFirst().images()).isZero();
    }

    @Test
    void putsAConfidenceOnABorderIntoTheLowerBin() {
        // Given: intervals are open below and closed above, as in arXiv 1706.04599
        Predictions half = shares(2, new int[] {0}, 0.5, 0.5);
        // When
        Calibration calibration = Calibration.of(half, 2);
        // Then
        assertThat(calibration.bins()).extracting(Calibration.Bin::images).containsExactly(1, 0);
    }

    @Test
    void findsPrecisionAndRecall() {
        // When
        List<ClassMetrics> scores = ConfusionMatrix.of(four).classScores();
        // Then
        assertThat(scores.get(0).precision()).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(scores.get(0).recall()).isEqualTo(1.0);
        assertThat(scores.get(0).f1()).isCloseTo(0.8, within(1e-12));
        assertThat(scores.get(1).precision()).isEqualTo(1.0);
        assertThat(scores.get(1).recall()).isEqualTo(0.5);
    }

    @Test
    void leavesOutWhatAnAbsentClassDoesNotHave() {
        // When
        ConfusionMatrix matrix = ConfusionMatrix.of(absent);
        // Then
        ClassMetrics neverPredicted = matrix.classScores().get(1);
        assertThat(neverPredicted.precision()).isNull();
        assertThat(neverPredicted.recall()).isEqualTo(0.0);
        ClassMetrics nowhere = matrix.classScores().get(2);
        assertThat(nowhere.precision()).isNull();
        assertThat(nowhere.recall()).isNull();
        assertThat(nowhere.f1()).isNull();
        assertThat(matrix.share(2, 0)).isZero();
    }

    @Test
    void namesTheWorstClassesFirstAndThoseWithoutImagesLast() {
        List<ClassMetrics> worst = ClassMetrics.worst(ConfusionMatrix.of(absent).classScores(), 3);
        assertThat(worst).extracting(ClassMetrics::label).containsExactly(1, 0, 2);
    }

    @Test
    void countsTheCommonestConfusions() {
        assertThat(ConfusionMatrix.of(four).commonest(5)).containsExactly(new ConfusionMatrix.Confusion(1, 0, 1, 0.5));
    }

    @Test
    void showsTheSurestMistakesFirst() {
        // Given
        Predictions three = shares(2, new int[] {1, 1, 1}, 0.6, 0.4, 0.9, 0.1, 0.6, 0.4);
        // When
        List<Mistake> mistakes = Mistake.mostConfident(three, 2);
        // Then
        assertThat(mistakes).extracting(Mistake::place).containsExactly(1, 0);
        assertThat(mistakes.getFirst().confidence()).isCloseTo(0.9, within(1e-6));
    }

    /** Predictions with these probabilities: their logarithms are logits. */
    private static Predictions shares(int classes, int[] truth, double... shares) {
        float[] logits = new float[shares.length];
        for (int i = 0; i < shares.length; i++) {
            logits[i] = (float) Math.log(shares[i]);
        }
        return Predictions.fromLogits("test", classes, truth, logits, image -> Optional.empty());
    }
}
