package io.resforge.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.resforge.network.image.ImageShape;
import io.resforge.network.layout.Weights;
import io.resforge.training.dataset.LabelledImages;
import io.resforge.training.loop.TrainingResult.GoldenImage;
import org.junit.jupiter.api.Test;

class BestTest {

    private static final LabelledImages IMAGES =
            new LabelledImages(new ImageShape(1, 1, 1), new byte[] {10, 11, 12, 13, 14}, new int[] {1, 0, 1, 1, 2});

    /** Right about the first, second and fourth image. */
    private static final Evaluation THREE_RIGHT = evaluation(1, 0, 0, 1, 1);

    @Test
    void evaluationSaysAccuracyLossAndBaseline() {
        assertThat(THREE_RIGHT.accuracy()).isEqualTo(0.6, within(1e-12));
        assertThat(THREE_RIGHT.baseline()).containsExactly(0.4, 0.6, 0.0);
        // Logits 3, 0, 0: log(e³ + 2) − 3 where right, log(e³ + 2) where wrong.
        double right = Math.log(Math.exp(3) + 2) - 3;
        assertThat(THREE_RIGHT.loss()).isEqualTo(right + 2 * 3.0 / 5, within(1e-6));
    }

    @Test
    void lossOfHugeLogitsIsFinite() {
        LabelledImages one = IMAGES.select(new int[] {1});

        assertThat(new Evaluation(one, new float[] {-5000, 5000, 0}).loss()).isEqualTo(10_000, within(1e-3));
    }

    @Test
    void onlyAMoreAccurateEpochBeatsAnEarlierOne() {
        Best best = best(THREE_RIGHT);

        assertThat(best.isBeatenBy(evaluation(1, 0, 1, 0, 0))).isFalse();
        assertThat(best.isBeatenBy(evaluation(1, 0, 1, 1, 0))).isTrue();
    }

    @Test
    void goldenImagesAreTheFirstTwoOfEachClassWithTheirLogits() {
        assertThat(best(THREE_RIGHT).golden())
                .extracting(golden -> (int) golden.pixels()[0])
                .containsExactly(11, 10, 12, 14);
        assertThat(best(THREE_RIGHT).golden())
                .extracting(GoldenImage::logits)
                .first()
                .isEqualTo(new float[] {3, 0, 0});
    }

    private static Best best(Evaluation evaluation) {
        return new Best(1, new Weights(new float[1], new float[1]), evaluation);
    }

    /** An evaluation that predicts these classes, each with a logit of 3. */
    private static Evaluation evaluation(int... predictions) {
        float[] logits = new float[3 * predictions.length];
        for (int i = 0; i < predictions.length; i++) {
            logits[3 * i + predictions[i]] = 3;
        }
        return new Evaluation(IMAGES, logits);
    }
}
