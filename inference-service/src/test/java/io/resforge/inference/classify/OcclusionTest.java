package io.resforge.inference.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.resforge.neuralnet.image.ImageShape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OcclusionTest {

    private static final ImageShape GREY = new ImageShape(1, 4, 4);

    @Test
    void theFirstImageIsTheWholeOne() {
        // Given
        byte[] pixels = pixels(GREY);
        // When
        byte[] copies = new Occlusion(GREY, 2).copies(pixels);
        // Then
        assertThat(copies).hasSize(5 * 16);
        assertThat(Arrays.copyOf(copies, 16)).isEqualTo(pixels);
    }

    @Test
    void aCellAndHalfACellAroundItHaveTheMeanColour() {
        // Given
        byte[] pixels = new byte[16];
        pixels[15] = (byte) 160;
        // When
        byte[] copies = new Occlusion(GREY, 2).copies(pixels);
        // Then
        byte mean = 10;
        assertThat(Arrays.copyOfRange(copies, 16, 32))
                .containsExactly(mean, mean, mean, 0, mean, mean, mean, 0, mean, mean, mean, 0, 0, 0, 0, (byte) 160);
        assertThat(Arrays.copyOfRange(copies, 64, 80))
                .containsExactly(0, 0, 0, 0, 0, mean, mean, mean, 0, mean, mean, mean, 0, mean, mean, mean);
    }

    @ParameterizedTest
    @CsvSource({"3,32,32,8", "1,28,28,8", "3,29,35,7", "3,96,96,8", "1,28,28,1"})
    void everyPixelIsCoveredInSomeCopyAndNoCopyButThatOfOneCellCoversAll(
            int channels, int height, int width, int side) {
        // Given
        ImageShape shape = new ImageShape(channels, height, width);
        byte[] pixels = pixels(shape);
        Occlusion occlusion = new Occlusion(shape, side);
        // When
        byte[] copies = occlusion.copies(pixels);
        // Then
        boolean[] covered = new boolean[pixels.length];
        for (int copy = 1; copy < occlusion.images(); copy++) {
            int differing = 0;
            for (int i = 0; i < pixels.length; i++) {
                boolean differs = copies[copy * pixels.length + i] != pixels[i];
                covered[i] |= differs;
                differing += differs ? 1 : 0;
            }
            assertThat(differing).isPositive();
            assertThat(side == 1 || differing < pixels.length * 9 / 10).isTrue();
        }
        int blank = 0;
        for (boolean each : covered) {
            blank += each ? 0 : 1;
        }
        assertThat(blank).isLessThan(pixels.length / 50); // those that have the mean colour already
    }

    @Test
    void aDropIsByHowMuchLessLikelyTheClassIsWithoutTheCell() {
        // Given
        float even = 0;
        float[] logits = {(float) Math.log(3), even, even, even, (float) Math.log(3), even, even, even, even, even};
        // When
        float[] drops = new Occlusion(GREY, 2).drops(logits, 0);
        // Then
        assertThat(drops).hasSize(4);
        assertThat(drops[0]).isCloseTo(.25f, within(1e-6f));
        assertThat(drops[1]).isCloseTo(0f, within(1e-6f));
    }

    /** None has the mean colour but a few. */
    private static byte[] pixels(ImageShape shape) {
        byte[] pixels = new byte[shape.bytes()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * 37 + i / 251);
        }
        return pixels;
    }
}
