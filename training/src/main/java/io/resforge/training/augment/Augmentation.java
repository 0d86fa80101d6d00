package io.resforge.training.augment;

import io.resforge.network.image.ImageShape;
import java.util.random.RandomGenerator;

/**
 * A random change of an image that keeps its class. Pure: the same image and the same numbers drawn give the same result, and the
 * image given is left as it is.
 */
public sealed interface Augmentation permits PaddedCrop, HorizontalFlip {

    /**
     * Changes an image.
     *
     * @param pixels {@code [height, width, channels]}, normalised
     */
    float[] apply(float[] pixels, ImageShape shape, RandomGenerator random);
}
