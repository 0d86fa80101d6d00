package io.resforge.training.augment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MixupTest {

    @Test
    void mixesByTheShare() {
        float[] image = {1, 2};
        float[] partner = {5, -2};
        float[] target = new float[2];

        Mixup.mix(0.75f, image, partner, target);

        assertThat(target).containsExactly(2, 1);
        assertThat(image).containsExactly(1, 2);
        assertThat(partner).containsExactly(5, -2);
    }

    @Test
    void aShareOfOneKeepsTheImageToTheLastBit() {
        float[] image = {0.1f, -3.3f};

        Mixup.mix(1, image, new float[] {1e6f, 7}, image);

        assertThat(image).containsExactly(0.1f, -3.3f);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.2, 0.4, 1, 2, 8})
    void drawsSharesWithTheMomentsOfTheBetaDistribution(double alpha) {
        // Given
        SplittableRandom random = new SplittableRandom(1);
        int count = 40_000;
        double sum = 0;
        double squares = 0;
        double fourths = 0;
        // When
        for (int i = 0; i < count; i++) {
            double centred = new Mixup(alpha).share(random) - 0.5;
            sum += centred;
            squares += centred * centred;
            fourths += Math.pow(centred, 4);
        }
        // Then the variance is 1 / (4 (2α + 1)), and the kurtosis 3 − 6 / (2α + 3)
        double variance = 1 / (4 * (2 * alpha + 1));
        assertThat(sum / count).isBetween(-0.01, 0.01);
        assertThat(squares / count / variance).isBetween(0.98, 1.02);
        assertThat(fourths / count / (variance * variance) / (3 - 6 / (2 * alpha + 3)))
                .isBetween(0.96, 1.04);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-9, 1e-3, 100})
    void sharesOfExtremeAlphasAreShares(double alpha) {
        SplittableRandom random = new SplittableRandom(1);

        for (int i = 0; i < 1000; i++) {
            assertThat(new Mixup(alpha).share(random)).isBetween(0f, 1f);
        }
    }
}
