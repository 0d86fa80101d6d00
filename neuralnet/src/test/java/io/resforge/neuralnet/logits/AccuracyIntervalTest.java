package io.resforge.neuralnet.logits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccuracyIntervalTest {

    /** The published examples of Newcombe's two papers of 1998. */
    @ParameterizedTest
    @CsvSource({"81, 263, .2553, .3662", "15, 148, .0624, .1605", "0, 20, 0, .1611", "1, 29, .0061, .1718"})
    void isWilsonsForOneAccuracy(int right, int images, double low, double high) {
        AccuracyInterval interval = AccuracyInterval.of((double) right / images, images);
        assertThat(interval.low()).isCloseTo(low, within(.0001));
        assertThat(interval.high()).isCloseTo(high, within(.0001));
    }

    @ParameterizedTest
    @CsvSource({"9, 3, 10, .1705, .8090", "10, 0, 10, .6075, 1", "3, 9, 10, -.8090, -.1705"})
    void isNewcombesForADifference(int first, int second, int images, double low, double high) {
        AccuracyInterval interval =
                AccuracyInterval.ofDifference((double) first / images, (double) second / images, images);
        assertThat(interval.low()).isCloseTo(low, within(.0001));
        assertThat(interval.high()).isCloseTo(high, within(.0001));
    }

    @Test
    void asksForAnAccuracyAndAnImage() {
        assertThatIllegalArgumentException().isThrownBy(() -> AccuracyInterval.of(1.1, 10));
        assertThatIllegalArgumentException().isThrownBy(() -> AccuracyInterval.of(.5, 0));
    }

    @Test
    void saysHowLittleFewImagesProve() {
        assertThat(AccuracyInterval.caution(1, 6))
                .contains("6 held-out images prove little: of other images it may get from 61% to 100% right (95%"
                        + " interval)");
        assertThat(AccuracyInterval.caution(1, 1).orElseThrow()).startsWith("1 held-out image proves little: ");
        assertThat(AccuracyInterval.caution(1, 100)).isEmpty();
        assertThat(AccuracyInterval.caution(1, 0)).isEmpty();
    }
}
