package io.resforge.network.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class NormalisationTest {

    @Test
    void theTableHoldsTheNormalisedValueOfEachByte() {
        // When
        float[][] table = new Normalisation(List.of(0.5, 0.0), List.of(0.25, 1.0)).table();
        // Then
        assertThat(table).hasDimensions(2, 256);
        assertThat(table[0][0]).isEqualTo(-2f);
        assertThat(table[0][255]).isEqualTo(2f);
        assertThat(table[1][51]).isEqualTo(0.2f);
    }

    @Test
    void measuresMeanAndDeviationOfEachChannel() {
        // Given two pixels of three channels; bytes above 127 are negative in Java
        byte[] pixels = {0, 51, (byte) 255, 102, 51, (byte) 204};
        // When
        Normalisation measured = Normalisation.of(pixels, 3);
        // Then
        assertThat(measured.mean().get(0)).isCloseTo(0.2, within(1e-12));
        assertThat(measured.mean().get(2)).isCloseTo(0.9, within(1e-12));
        assertThat(measured.deviation().get(0)).isCloseTo(0.2, within(1e-12));
        assertThat(measured.deviation().get(2)).isCloseTo(0.1, within(1e-12));
    }

    @Test
    void aChannelOfOneValueStaysFinite() {
        // When
        Normalisation measured = Normalisation.of(new byte[] {7, 7, 7}, 1);
        // Then
        assertThat(measured.deviation().getFirst()).isPositive();
        assertThat(measured.table()[0][7]).isCloseTo(0, within(1e-6f));
    }

    @Test
    void appliesEachChannelsOwnTable() {
        // Given
        float[][] table = new Normalisation(List.of(0.0, 1.0), List.of(1.0, 1.0)).table();
        FloatBuffer target = FloatBuffer.allocate(4);
        // When
        Normalisation.apply(table, new byte[] {0, 0, (byte) 255, (byte) 255}, target);
        // Then
        assertThat(target.array()).containsExactly(0f, -1f, 1f, 0f);
        assertThat(target.position()).isZero();
    }

    @Test
    void refusesValuesThatNormaliseNothing() {
        assertRefused(List.of(), List.of(), "one mean and one deviation for each channel, was 0 and 0");
        assertRefused(List.of(0.5), List.of(0.1, 0.1), "was 1 and 2");
        assertRefused(List.of(1.5), List.of(0.1), "mean must be within [0, 1], was 1.5");
        assertRefused(List.of(Double.NaN), List.of(0.1), "mean must be within [0, 1], was NaN");
        assertRefused(List.of(0.5), List.of(0.0), "deviation must be above 0 and at most 1, was 0.0");
        assertRefused(List.of(0.5), List.of(Double.NaN), "deviation must be above 0 and at most 1, was NaN");
    }

    @Test
    void refusesPixelsThatAreNoImages() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Normalisation.of(new byte[4], 3))
                .withMessage("4 bytes are no images of 3 channels");
        assertThatIllegalArgumentException().isThrownBy(() -> Normalisation.of(new byte[0], 3));
    }

    private static void assertRefused(List<Double> mean, List<Double> deviation, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Normalisation(mean, deviation))
                .withMessageContaining(reason);
    }
}
