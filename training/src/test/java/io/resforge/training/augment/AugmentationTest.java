package io.resforge.training.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.resforge.network.image.ImageShape;
import io.resforge.network.image.Normalisation;
import io.resforge.training.dataset.LabelledImages;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AugmentationTest {

    /** Two channels, 3 × 3: the value is row, column and channel written as digits. */
    private static final ImageShape SHAPE = new ImageShape(2, 3, 3);

    private static final float[] IMAGE = {
        110, 111, 120, 121, 130, 131,
        210, 211, 220, 221, 230, 231,
        310, 311, 320, 321, 330, 331
    };

    @Test
    void cropTakesTheWindowBelowAndRightAndFillsUpWithZeros() {
        float[] cut = PaddedCrop.shifted(IMAGE, SHAPE, 1, 1);

        assertThat(cut).containsExactly(220, 221, 230, 231, 0, 0, 320, 321, 330, 331, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void cropTakesTheWindowAboveAndLeftAndFillsUpWithZeros() {
        float[] cut = PaddedCrop.shifted(IMAGE, SHAPE, -1, -2);

        assertThat(cut).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 110, 111, 0, 0, 0, 0, 210, 211);
    }

    @Test
    void cropBeyondTheImageIsAllZeros() {
        assertThat(PaddedCrop.shifted(IMAGE, SHAPE, 0, 3)).containsOnly(0);
        assertThat(PaddedCrop.shifted(IMAGE, SHAPE, -4, 0)).containsOnly(0);
    }

    @Test
    void cropReachesEveryPlaceThatThePaddingAllows() {
        SplittableRandom random = new SplittableRandom(1);
        Set<String> seen = new HashSet<>();

        for (int i = 0; i < 400; i++) {
            float[] cut = new PaddedCrop(1).apply(IMAGE, SHAPE, random);
            seen.add(Arrays.toString(cut));
        }

        assertThat(seen).hasSize(9);
    }

    @Test
    void flipMirrorsEachRowAndKeepsChannelsTogether() {
        assertThat(HorizontalFlip.mirrored(IMAGE, SHAPE))
                .containsExactly(
                        130, 131, 120, 121, 110, 111, 230, 231, 220, 221, 210, 211, 330, 331, 320, 321, 310, 311);
    }

    @Test
    void flipMirrorsAboutHalfOfTheImages() {
        SplittableRandom random = new SplittableRandom(1);
        int mirrored = 0;

        for (int i = 0; i < 1000; i++) {
            mirrored += new HorizontalFlip().apply(IMAGE, SHAPE, random)[0] == 130 ? 1 : 0;
        }

        assertThat(mirrored).isBetween(450, 550);
    }

    @Test
    void augmentationLeavesTheImageItWasGivenAlone() {
        float[] given = IMAGE.clone();

        for (Augmentation augmentation : Preparation.standard()) {
            augmentation.apply(given, SHAPE, new SplittableRandom(3));
        }

        assertThat(given).containsExactly(IMAGE);
    }

    @Test
    void theSameRandomNumbersGiveTheSameImage() {
        float[] once = new PaddedCrop(4).apply(IMAGE, SHAPE, new SplittableRandom(5));
        float[] again = new PaddedCrop(4).apply(IMAGE, SHAPE, new SplittableRandom(5));

        assertThat(again).containsExactly(once);
    }

    @Test
    void preparationNormalisesEachChannelByItsOwnMeanAndDeviation() {
        // Given
        ImageShape shape = new ImageShape(2, 1, 2);
        LabelledImages images =
                new LabelledImages(shape, new byte[] {9, 9, 9, 9, 0, (byte) 255, (byte) 255, 0}, new int[] {0, 1});
        Normalisation normalisation = new Normalisation(List.of(0.5, 0.0), List.of(0.25, 1.0));
        // When
        float[] prepared = new Preparation(normalisation, List.of()).prepare(images, 1, new SplittableRandom(1));
        // Then
        assertThat(prepared).containsExactly(new float[] {-2, 1, 2, 0}, within(1e-6f));
    }
}
