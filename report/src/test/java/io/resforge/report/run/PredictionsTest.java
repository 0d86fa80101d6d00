package io.resforge.report.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class PredictionsTest {

    @Test
    void turnsOutputsIntoProbabilities() {
        // When
        Predictions predictions = of(new int[] {1}, 0, (float) Math.log(3));
        // Then: softmax of 0 and ln 3 is 1/4 and 3/4
        assertThat(predictions.predicted(0)).isEqualTo(1);
        assertThat(predictions.confidence(0)).isCloseTo(0.75, within(1e-6));
    }

    @Test
    void standsOutputsWhoseExponentialWouldOverflow() {
        // When
        Predictions predictions = of(new int[] {0, 0}, 5000, 4000, -3e38f, 3e38f);
        // Then
        assertThat(predictions.confidence(0)).isEqualTo(1);
        assertThat(predictions.confidence(1)).isEqualTo(1);
        assertThat(predictions.predicted(1)).isEqualTo(1);
    }

    @Test
    void takesTheLowerClassWhereTwoAreEqual() {
        assertThat(of(new int[] {1}, 2, 2).predicted(0)).isZero();
    }

    @Test
    void refusesOutputsThatAreNotFinite() {
        assertThatThrownBy(() -> of(new int[] {0}, 1, Float.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the outputs of a network must be finite, one was NaN");
    }

    @Test
    void refusesAClassThatDoesNotExist() {
        assertThatThrownBy(() -> of(new int[] {2}, 1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a class must be from 0 to 1, was 2");
    }

    @Test
    void refusesTooFewOutputs() {
        assertThatThrownBy(() -> of(new int[] {0, 1}, 1, 0, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("2 images of 2 classes have 4 outputs, was given 3");
    }

    private static Predictions of(int[] truth, float... logits) {
        return Predictions.fromLogits("test", 2, truth, logits, image -> Optional.empty());
    }
}
