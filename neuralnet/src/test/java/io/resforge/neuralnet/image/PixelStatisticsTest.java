package io.resforge.neuralnet.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.resforge.neuralnet.image.Normalisation.MeanDeviation;
import io.resforge.neuralnet.image.Normalisation.NormalisationKind;
import io.resforge.neuralnet.image.Normalisation.PixelStatistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PixelStatisticsTest {

    /** Two pixels of three channels; bytes above 127 are negative in Java. */
    private static final byte[] PIXELS = {0, 51, (byte) 255, 102, 51, (byte) 204};

    @Test
    void measuresMeanAndDeviationOfEachChannel() {
        // When
        MeanDeviation measured = (MeanDeviation)
                PixelStatistics.measure(NormalisationKind.MEAN_DEVIATION, PIXELS, new ImageShape(3, 1, 2));
        // Then
        assertThat(measured.mean().get(0)).isCloseTo(0.2, within(1e-12));
        assertThat(measured.mean().get(2)).isCloseTo(0.9, within(1e-12));
        assertThat(measured.deviation().get(0)).isCloseTo(0.2, within(1e-12));
        assertThat(measured.deviation().get(2)).isCloseTo(0.1, within(1e-12));
    }

    @Test
    void aChannelOfOneValueStaysFinite() {
        // When
        ImageShape shape = new ImageShape(1, 1, 3);
        Normalisation measured = PixelStatistics.measure(NormalisationKind.MEAN_DEVIATION, new byte[] {7, 7, 7}, shape);
        // Then
        assertThat(((MeanDeviation) measured).deviation().getFirst()).isPositive();
        float[] normalised = new float[3];
        measured.normaliser(shape).apply(new byte[] {7, 7, 7}, 0, normalised);
        assertThat(normalised).containsExactly(new float[3], within(1e-6f));
    }

    @Test
    void measuresTheMeanImage() {
        Normalisation measured = PixelStatistics.measure(NormalisationKind.PIXEL_MEAN, PIXELS, new ImageShape(3, 1, 1));

        assertThat(measured).isEqualTo(Normalisation.PixelMean.of(new float[] {0.2f, 0.2f, 0.9f}));
    }

    @ParameterizedTest
    @EnumSource
    void givesTheKindThatWasAskedFor(NormalisationKind kind) {
        assertThat(PixelStatistics.measure(kind, PIXELS, new ImageShape(3, 1, 1))
                        .kind())
                .isEqualTo(kind);
    }

    @ParameterizedTest
    @EnumSource
    void refusesPixelsThatAreNoImages(NormalisationKind kind) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PixelStatistics.measure(kind, new byte[4], new ImageShape(3, 1, 1)))
                .withMessage("4 bytes are no images of 1 × 1 × 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PixelStatistics.measure(kind, new byte[0], new ImageShape(3, 1, 1)));
    }
}
