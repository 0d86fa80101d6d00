package io.resforge.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.Normalisation;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.training.dataset.LabelledImages;
import io.resforge.training.loop.EpochLoop.BestEpoch;
import io.resforge.training.loop.Evaluation.Evaluator.Judgement;
import io.resforge.training.loop.Evaluation.Evaluator.MirrorImages;
import io.resforge.training.loop.TrainingResult.GoldenImage;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BestEpochTest {

    private static final LabelledImages IMAGES =
            new LabelledImages(new ImageShape(1, 1, 1), new byte[] {10, 11, 12, 13, 14}, new int[] {1, 0, 1, 1, 2});

    private static final Weights WEIGHTS = new Weights(new float[1], new float[1]);

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
        BestEpoch best = new BestEpoch(1, WEIGHTS, judgement(THREE_RIGHT));

        assertThat(best.isBeatenBy(judgement(evaluation(1, 0, 1, 0, 0)))).isFalse();
        assertThat(best.isBeatenBy(judgement(evaluation(1, 0, 1, 1, 0)))).isTrue();
    }

    @Test
    void ofEquallyAccurateEpochsTheOneWithTheLowerLossIsTheBest() {
        LabelledImages one = IMAGES.select(new int[] {1});
        Judgement unsure = judgement(new Evaluation(one, new float[] {1, 0, 0}));
        Judgement sure = judgement(new Evaluation(one, new float[] {3, 0, 0}));

        assertThat(new BestEpoch(1, WEIGHTS, unsure).isBeatenBy(sure)).isTrue();
        assertThat(new BestEpoch(1, WEIGHTS, sure).isBeatenBy(unsure)).isFalse();
        assertThat(new BestEpoch(1, WEIGHTS, sure).isBeatenBy(sure)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"6, 6, 5, true", "6, 6, 4, true", "6, 6, 2, false", "99, 90, 83, true", "99, 90, 50, false"})
    void onFewImagesAnEarlierEpochStaysOnlyIfItIsBetterThanTheLastByMoreThanChance(
            int images, int right, int ofTheLast, boolean yields) {
        BestEpoch best = new BestEpoch(3, WEIGHTS, judgement(rightOf(images, right)));

        assertThat(best.yieldsToTheLast(judgement(rightOf(images, ofTheLast)))).isEqualTo(yields);
    }

    @Test
    void onManyImagesTheBestEpochStays() {
        BestEpoch best = new BestEpoch(3, WEIGHTS, judgement(rightOf(100, 90)));

        assertThat(best.yieldsToTheLast(judgement(rightOf(100, 89)))).isFalse();
    }

    @Test
    void goldenImagesAreTheFirstTwoOfEachClassWithTheirLogits() {
        TrainingResult result = new TrainingResult(
                1,
                WEIGHTS,
                new Normalisation.Unit(),
                10,
                THREE_RIGHT,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        assertThat(result.golden())
                .extracting(golden -> (int) golden.pixels()[0])
                .containsExactly(11, 10, 12, 14);
        assertThat(result.golden()).extracting(GoldenImage::logits).first().isEqualTo(new float[] {3, 0, 0});
        assertThat(result.testAccuracy()).isEmpty();
    }

    @Test
    void anImageIsAmongTheTopFiveUnlessFiveClassesComeBeforeItsOwn() {
        LabelledImages two = new LabelledImages(new ImageShape(1, 1, 1), new byte[2], new int[] {5, 5});
        // Equal logits rank by their class: only then are there always as many in front as there should be.
        Evaluation evaluation = new Evaluation(two, new float[] {1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1});

        assertThat(evaluation.top5()).isEqualTo(0.5);
        assertThat(THREE_RIGHT.top5()).isEqualTo(1);
    }

    @Test
    void mirrorImagesAreReadFromTheRight() {
        LabelledImages image =
                new LabelledImages(new ImageShape(2, 2, 2), new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, new int[] {0});

        assertThat(MirrorImages.of(image).pixels()).containsExactly(3, 4, 1, 2, 7, 8, 5, 6);
        assertThat(image.pixels()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void averagedEvaluationHasTheMeanOfTheLogits() {
        LabelledImages one = IMAGES.select(new int[] {1});
        Evaluation plain = new Evaluation(one, new float[] {1, 2, 0});
        Evaluation mirrored = new Evaluation(one, new float[] {3, 1, 0});

        assertThat(plain.averagedWith(mirrored).logits()).containsExactly(2, 1.5f, 0);
        assertThat(plain.accuracy()).isZero();
        assertThat(plain.averagedWith(mirrored).accuracy()).isEqualTo(1);
    }

    private static Judgement judgement(Evaluation evaluation) {
        return new Judgement(evaluation, Optional.empty(), Optional.empty());
    }

    private static Evaluation rightOf(int images, int right) {
        LabelledImages all = new LabelledImages(new ImageShape(1, 1, 1), new byte[images], new int[images]);
        float[] logits = new float[2 * images];
        for (int image = 0; image < images; image++) {
            logits[2 * image + (image < right ? 0 : 1)] = 3;
        }
        return new Evaluation(all, logits);
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
