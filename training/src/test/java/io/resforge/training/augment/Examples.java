package io.resforge.training.augment;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.training.augment.Augmentation.AugmentationDraw;
import io.resforge.training.augment.Augmentation.ImageAugmentation;
import io.resforge.training.augment.Augmentation.PixelSpace;
import java.util.Arrays;
import java.util.Collections;
import java.util.SplittableRandom;

/** An image that one can compute with by hand. */
final class Examples {

    /** Two channels, 3 × 3. */
    static final ImageShape SHAPE = new ImageShape(2, 3, 3);

    static final PixelSpace SPACE = space(SHAPE, 1);

    /** The value is row, column and channel written as digits. */
    private static final float[] IMAGE = {
        110, 111, 120, 121, 130, 131,
        210, 211, 220, 221, 230, 231,
        310, 311, 320, 321, 330, 331
    };

    private Examples() {}

    static float[] image() {
        return IMAGE.clone();
    }

    static PixelSpace space(ImageShape shape, float range) {
        return new PixelSpace(shape, Collections.nCopies(shape.channels(), range));
    }

    /** What draws for image 0 in the first epoch. */
    static AugmentationDraw draw(SplittableRandom random) {
        return new AugmentationDraw(1, 0, 1, random);
    }

    /** The image changed once. */
    static float[] changed(ImageAugmentation augmentation, SplittableRandom random) {
        // Stale numbers in the target must not matter.
        float[] target = new float[IMAGE.length];
        Arrays.fill(target, Float.NaN);
        augmentation.apply(image(), target, SPACE, draw(random));
        return target;
    }
}
