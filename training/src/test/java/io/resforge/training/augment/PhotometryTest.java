package io.resforge.training.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.training.augment.Augmentation.PixelSpace;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PhotometryTest {

    /** Two channels, one row of two pixels; the second channel's range is twice the first's. */
    private static final PixelSpace SPACE = new PixelSpace(new ImageShape(2, 1, 2), List.of(1f, 2f));

    private static final float[] IMAGE = {0, 10, 1, 14};

    private final float[] target = new float[4];

    @Test
    void channelShiftMovesTheValuesOfAChannelAlikeAndEachChannelByItsOwn() {
        // Given
        SplittableRandom random = new SplittableRandom(1);
        float farthest = 0;
        float most = 0;
        double sum = 0;
        for (int i = 0; i < 2000; i++) {
            // When
            new ChannelShift(0.1).apply(IMAGE, target, SPACE, Examples.draw(random));
            // Then
            float first = target[0];
            float second = (target[1] - 10) / 2;
            assertThat(target)
                    .containsExactly(new float[] {first, 10 + 2 * second, 1 + first, 14 + 2 * second}, within(1e-5f));
            farthest = Math.max(farthest, Math.max(Math.abs(first), Math.abs(second)));
            most = Math.max(most, Math.abs(first - second));
            sum += first + second;
        }
        assertThat(farthest).isBetween(0.099f, 0.1001f);
        assertThat(most).isGreaterThan(0.15f);
        assertThat(sum / 4000).isBetween(-0.005, 0.005);
    }

    @Test
    void brightnessAddsTheSameShareOfTheRangeToEachChannel() {
        BrightnessContrast.change(IMAGE, target, SPACE, 0.25f, 1);

        assertThat(target).containsExactly(0.25f, 10.5f, 1.25f, 14.5f);
    }

    @Test
    void contrastStretchesEachChannelAboutItsMean() {
        BrightnessContrast.change(IMAGE, target, SPACE, 0, 1.5f);

        // The means are .5 and 12.
        assertThat(target).containsExactly(-0.25f, 9, 1.25f, 15);
    }

    @Test
    void brightnessAndContrastStayWithinTheirLimits() {
        // Given
        SplittableRandom random = new SplittableRandom(1);
        float leastFactor = 9;
        float mostFactor = 0;
        float mostLight = 0;
        // When
        for (int i = 0; i < 2000; i++) {
            new BrightnessContrast(0.2, 0.3).apply(IMAGE, target, SPACE, Examples.draw(random));
            float factor = target[2] - target[0];
            leastFactor = Math.min(leastFactor, factor);
            mostFactor = Math.max(mostFactor, factor);
            mostLight = Math.max(mostLight, Math.abs((target[0] + target[2]) / 2 - 0.5f));
        }
        // Then
        assertThat(leastFactor).isBetween(0.6999f, 0.71f);
        assertThat(mostFactor).isBetween(1.29f, 1.3001f);
        assertThat(mostLight).isBetween(0.195f, 0.2001f);
    }

    @Test
    void actsOnNormalisedPixelsAsItWouldHaveOnTheImage() {
        // Given the image as it is, and normalised by means of .5 and 8 and deviations of .5 and .25
        float[] plain = {0, 10, 1, 14};
        float[] normalised = {-1, 8, 1, 24};
        // When
        float[] expected = new float[4];
        BrightnessContrast.change(plain, expected, new PixelSpace(SPACE.shape(), List.of(1f, 1f)), 0.25f, 1.5f);
        BrightnessContrast.change(normalised, target, new PixelSpace(SPACE.shape(), List.of(2f, 4f)), 0.25f, 1.5f);
        // Then
        for (int i = 0; i < 4; i++) {
            float mean = i % 2 == 0 ? 0.5f : 8;
            float deviation = i % 2 == 0 ? 0.5f : 0.25f;
            assertThat(target[i]).isCloseTo((expected[i] - mean) / deviation, within(1e-5f));
        }
    }
}
