package io.resforge.neuralnet.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.resforge.neuralnet.image.Normalisation.NormalisationKind;
import io.resforge.neuralnet.image.Normalisation.PixelStatistics;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NormalisationTest {

    /** Two channels, one row of two pixels. */
    private static final ImageShape PAIR = new ImageShape(2, 1, 2);

    private static final byte[] IMAGE = {0, 51, (byte) 255, 102};

    @Test
    void takesTheMeanFromEachChannelAndDividesByItsDeviation() {
        assertThat(apply(new Normalisation.MeanDeviation(List.of(0.5, 0.0), List.of(0.25, 1.0))))
                .containsExactly(-2f, 0.2f, 2f, 0.4f);
    }

    @Test
    void takesTheMeanImage() {
        assertThat(apply(Normalisation.PixelMean.of(new float[] {0, 0.2f, 0.5f, 1})))
                .containsExactly(0f, 0f, 0.5f, -0.6f);
    }

    @Test
    void scalesToOne() {
        assertThat(apply(new Normalisation.Unit())).containsExactly(0f, 0.2f, 1f, 0.4f);
    }

    @Test
    void leavesPixelsAsTheyAre() {
        assertThat(apply(new Normalisation.None())).containsExactly(0f, 51f, 255f, 102f);
    }

    @ParameterizedTest
    @EnumSource
    void servesManyImagesExactlyAsEachOfThem(NormalisationKind kind) {
        // Given
        ImageShape shape = new ImageShape(3, 2, 3);
        byte[] pixels = randomPixels(shape, 4);
        Normaliser normaliser = PixelStatistics.measure(kind, pixels, shape).normaliser(shape);
        // When
        FloatBuffer all = FloatBuffer.allocate(pixels.length);
        normaliser.apply(pixels, all);
        // Then
        for (int image = 0; image < 4; image++) {
            float[] one = new float[shape.bytes()];
            normaliser.apply(pixels, image * shape.bytes(), one);
            float[] served = new float[shape.bytes()];
            all.get(image * shape.bytes(), served);
            assertThat(one).containsExactly(served);
        }
        assertThat(all.position()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void givesTheBytesBack(NormalisationKind kind) {
        // Given
        ImageShape shape = new ImageShape(3, 2, 3);
        byte[] pixels = randomPixels(shape, 4);
        Normaliser normaliser = PixelStatistics.measure(kind, pixels, shape).normaliser(shape);
        float[] normalised = new float[shape.bytes()];
        // When
        normaliser.apply(pixels, 2 * shape.bytes(), normalised);
        // Then
        assertThat(normaliser.restore(normalised))
                .containsExactly(Arrays.copyOfRange(pixels, 2 * shape.bytes(), 3 * shape.bytes()));
    }

    @Test
    void givesTheNearestByteBackForValuesThatNoByteHas() {
        Normaliser normaliser = new Normalisation.Unit().normaliser(new ImageShape(1, 1, 3));

        assertThat(normaliser.restore(new float[] {-0.5f, 0.5f, 7})).containsExactly((byte) 0, (byte) 128, (byte) 255);
    }

    @Test
    void knowsHowFarBlackAndWhiteLieApart() {
        Normalisation byChannel = new Normalisation.MeanDeviation(List.of(0.5, 0.0), List.of(0.25, 1.0));

        assertThat(byChannel.normaliser(PAIR).range(0)).isEqualTo(4f);
        assertThat(new Normalisation.Unit().normaliser(PAIR).range(1)).isEqualTo(1f);
        assertThat(new Normalisation.None().normaliser(PAIR).range(1)).isEqualTo(255f);
    }

    @Test
    void refusesImagesOfAnotherShape() {
        Normalisation byChannel = new Normalisation.MeanDeviation(List.of(0.5, 0.0), List.of(0.25, 1.0));
        Normalisation byPixel = Normalisation.PixelMean.of(new float[4]);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> byChannel.normaliser(ImageShape.CIFAR))
                .withMessage("normalisation must have a mean and a deviation for each of the 3 channels, was of 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> byPixel.normaliser(ImageShape.CIFAR))
                .withMessage("normalisation must have a mean for each of the 3072 values of an image, was of 4");
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
    void refusesMeanImagesThatAreNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Normalisation.PixelMean(new byte[3]))
                .withMessage("a mean image needs 4 bytes for each of its values, was of 3 bytes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Normalisation.PixelMean.of(new float[] {0.5f, Float.NaN}))
                .withMessage("each value of a mean image must be within [0, 1], was NaN");
    }

    @Test
    void meanImagesCannotBeChangedFromOutsideAndAreEqualByValue() {
        // Given
        Normalisation.PixelMean mean = Normalisation.PixelMean.of(new float[] {0.5f, 0.25f});
        // When
        mean.mean()[0]++;
        // Then
        assertThat(mean)
                .isEqualTo(Normalisation.PixelMean.of(new float[] {0.5f, 0.25f}))
                .hasSameHashCodeAs(Normalisation.PixelMean.of(new float[] {0.5f, 0.25f}))
                .isNotEqualTo(Normalisation.PixelMean.of(new float[] {0.5f, 0.5f}));
    }

    private static float[] apply(Normalisation normalisation) {
        FloatBuffer target = FloatBuffer.allocate(IMAGE.length);
        normalisation.normaliser(PAIR).apply(IMAGE, target);
        return target.array();
    }

    private static byte[] randomPixels(ImageShape shape, int count) {
        byte[] pixels = new byte[count * shape.bytes()];
        new Random(5).nextBytes(pixels);
        return pixels;
    }

    private static void assertRefused(List<Double> mean, List<Double> deviation, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Normalisation.MeanDeviation(mean, deviation))
                .withMessageContaining(reason);
    }
}
