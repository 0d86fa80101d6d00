package io.resforge.neuralnet.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.resnet.Architecture;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WhiteningTest {

    private static final ImageShape SHAPE = new ImageShape(1, 28, 28);
    private static final int IMAGES = 20;
    private static final Graph GRAPH =
            Architecture.parse("speed:channels=4-4-4").graph(SHAPE, 3);

    @Test
    void theFiltersMakePatchesOfAsManyIndependentNumbers() {
        // Given
        float[] filters = kernel();
        double[][] moments = new double[4][4];
        int patches = 0;
        // When
        for (int number = 0; number < IMAGES; number++) {
            float[] image = image(number);
            for (int at = 0; at < 27 * 28; at++) {
                if (at % 28 == 27) {
                    continue;
                }
                float[] patch = {image[at], image[at + 1], image[at + 28], image[at + 29]};
                patches++;
                for (int i = 0; i < 4; i++) {
                    for (int j = 0; j < 4; j++) {
                        moments[i][j] += answer(filters, i, patch) * answer(filters, j, patch);
                    }
                }
            }
        }
        // Then
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                assertThat(moments[i][j] / patches).as("%d, %d", i, j).isCloseTo(i == j ? 1 : 0, within(0.01));
            }
        }
    }

    @Test
    void theSecondHalfIsTheNegativeOfTheFirst() {
        float[] filters = kernel();
        for (int i = 0; i < 16; i++) {
            assertThat(filters[16 + i]).isEqualTo(-filters[i]);
        }
    }

    @Test
    void theSameImagesGiveTheSameBits() {
        assertThat(kernel()).isEqualTo(kernel());
    }

    @Test
    void aNetworkWithoutSuchAKernelStaysAsItIs() {
        // Given
        Graph plain = Architecture.parse("resnet8-v1").graph(SHAPE, 3);
        Weights weights = HeInitialisation.weights(ParameterLayout.of(plain), 1);
        // When
        Weights filled = Whitening.fill(plain, weights, WhiteningTest::image, IMAGES);
        // Then
        assertThat(Whitening.isNeeded(plain)).isFalse();
        assertThat(Whitening.isNeeded(GRAPH)).isTrue();
        assertThat(filled.statistics()).isEqualTo(weights.statistics());
    }

    private static float[] kernel() {
        Weights fresh = HeInitialisation.weights(ParameterLayout.of(GRAPH), 1);
        Weights filled = Whitening.fill(GRAPH, fresh, WhiteningTest::image, IMAGES);
        assertThat(filled.parameters()).isEqualTo(fresh.parameters());
        return Arrays.copyOf(filled.statistics(), 32);
    }

    private static double answer(float[] filters, int filter, float[] patch) {
        double sum = 0;
        for (int i = 0; i < patch.length; i++) {
            sum += filters[filter * patch.length + i] * patch[i];
        }
        return sum;
    }

    /** Stripes of chance, so that the numbers of a patch depend on each other. */
    private static float[] image(int number) {
        Random random = new Random(number);
        float[] image = new float[SHAPE.bytes()];
        float row = 0;
        for (int i = 0; i < image.length; i++) {
            row = i % 28 == 0 ? (float) random.nextGaussian() : row;
            image[i] = row + (float) random.nextGaussian();
        }
        return image;
    }
}
