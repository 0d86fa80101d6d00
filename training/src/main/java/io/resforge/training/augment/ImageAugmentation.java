package io.resforge.training.augment;

import io.resforge.neuralnet.image.ImageShape;

/**
 * A random change of an image that keeps its class. Pure: the same image and the same draw give the same result, and the image
 * given is left as it is.
 */
public sealed interface ImageAugmentation extends Augmentation
        permits PadCrop, Shift, Flip, AlternatingFlip, Rotation, ChannelShift, BrightnessContrast, Cutout {

    /**
     * Changes an image.
     *
     * @param source {@code [height, width, channels]}, normalised
     * @param target another array of the same length, all of which is written
     * @param space what the image's numbers mean
     * @param draw what chance has to say
     */
    void apply(float[] source, float[] target, PixelSpace space, AugmentationDraw draw);

    /** @throws IllegalArgumentException if its parameters are too large for images of a shape */
    default void requireFits(ImageShape shape) {}
}
