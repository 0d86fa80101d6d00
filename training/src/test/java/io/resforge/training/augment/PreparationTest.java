package io.resforge.training.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.Normalisation;
import io.resforge.training.augment.Augmentation.AugmentationDraw;
import io.resforge.training.augment.Augmentation.ImageAugmentation;
import io.resforge.training.dataset.LabelledImages;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PreparationTest {

    private static final ImageShape SHAPE = new ImageShape(2, 1, 2);
    private static final LabelledImages IMAGES =
            new LabelledImages(SHAPE, new byte[] {9, 9, 9, 9, 0, (byte) 255, (byte) 255, 0}, new int[] {0, 1});
    private static final Normalisation BY_CHANNEL =
            new Normalisation.MeanDeviation(List.of(0.5, 0.0), List.of(0.25, 1.0));

    @Test
    void normalisesEachChannelByItsOwnMeanAndDeviation() {
        assertThat(prepare(List.of(), 1, 1)).containsExactly(new float[] {-2, 1, 2, 0}, within(1e-6f));
    }

    @Test
    void takesTheStepsInTheirOrderWhetherTheyAreEvenOrOdd() {
        // Given, in an epoch in which the image is mirrored
        int epoch = prepare(List.of(new AlternatingFlip()), 1, 1)[0] > 0 ? 1 : 2;
        ImageAugmentation flip = new AlternatingFlip();
        // Then
        assertThat(prepare(List.of(flip), 1, epoch)).containsExactly(2, 0, -2, 1);
        assertThat(prepare(List.of(flip, flip), 1, epoch)).containsExactly(-2, 1, 2, 0);
        assertThat(prepare(List.of(flip, flip, flip), 1, epoch)).containsExactly(2, 0, -2, 1);
    }

    @Test
    void leavesMixupToTheBatch() {
        Preparation preparation = new Preparation(BY_CHANNEL, SHAPE, List.of(new Mixup(0.2), new Flip()));

        assertThat(preparation.mixup()).contains(new Mixup(0.2));
        assertThat(prepare(List.of(new Mixup(0.2)), 1, 1)).containsExactly(-2, 1, 2, 0);
    }

    static Stream<ImageAugmentation> all() {
        return Stream.of(
                new PadCrop(2),
                new Shift(0.4),
                new Flip(),
                new AlternatingFlip(),
                new Rotation(40),
                new ChannelShift(0.2),
                new BrightnessContrast(0.2, 0.2),
                new Cutout(2));
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyStepIsPure(ImageAugmentation step) {
        // Given
        float[] given = Examples.image();
        float[] once = new float[given.length];
        // When
        step.apply(given, once, Examples.SPACE, Examples.draw(new SplittableRandom(5)));
        float[] again = Examples.changed(step, new SplittableRandom(5));
        // Then
        assertThat(given).containsExactly(Examples.image());
        assertThat(again).containsExactly(once);
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyStepChangesImagesNowAndThen(ImageAugmentation step) {
        SplittableRandom random = new SplittableRandom(5);
        int changed = 0;

        for (int epoch = 1; epoch <= 50; epoch++) {
            float[] target = new float[Examples.SHAPE.bytes()];
            step.apply(Examples.image(), target, Examples.SPACE, new AugmentationDraw(1, 0, epoch, random));
            changed += Arrays.equals(target, Examples.image()) ? 0 : 1;
        }

        assertThat(changed).isGreaterThan(15);
    }

    @Test
    void refusesStepsThatDoNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Preparation(BY_CHANNEL, SHAPE, List.of(new PadCrop(4))))
                .withMessageContaining("padding must be at most 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Preparation(BY_CHANNEL, SHAPE, List.of(new Mixup(1), new Mixup(2))))
                .withMessage("mixup must be given once at most, was 2 times");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Preparation(BY_CHANNEL, ImageShape.CIFAR, List.of()))
                .withMessageContaining("each of the 3 channels");
    }

    private static float[] prepare(List<Augmentation> augmentations, int image, int epoch) {
        float[] target = new float[SHAPE.bytes()];
        new Preparation(BY_CHANNEL, SHAPE, augmentations)
                .prepare(
                        IMAGES,
                        new AugmentationDraw(1, image, epoch, new SplittableRandom(1)),
                        target,
                        new float[SHAPE.bytes()]);
        return target;
    }
}
