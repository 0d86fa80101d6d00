package io.resforge.training.augment;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.training.augment.Augmentation.AugmentationDraw;
import io.resforge.training.augment.Augmentation.ImageAugmentation;
import io.resforge.training.augment.Augmentation.PixelSpace;

/**
 * Moves the image by whole pixels, up or down and left or right, and repeats the edge where nothing is left, as Keras'
 * {@code ImageDataGenerator} does by default. Keras also moves by parts of a pixel, which blurs.
 *
 * @param share farthest move as a share of the image's height and of its width, above 0 and at most 0.5; at least one pixel is meant
 */
public record Shift(double share) implements ImageAugmentation {

    public Shift {
        ParameterLimits.unless(share > 0 && share <= 0.5, "share", "above 0 and at most 0.5", share);
    }

    @Override
    public void apply(float[] source, float[] target, PixelSpace space, AugmentationDraw draw) {
        ImageShape shape = space.shape();
        move(source, target, shape, draw.within(pixels(shape.height())), draw.within(pixels(shape.width())));
    }

    private int pixels(int side) {
        return Math.max(1, (int) Math.round(share * side));
    }

    /** Moves the image so many rows down and columns right. */
    static void move(float[] source, float[] target, ImageShape shape, int down, int right) {
        int channels = shape.channels();
        int width = shape.width();
        int first = Math.clamp(right, 0, width);
        int behind = Math.clamp(width + right, 0, width);
        for (int row = 0; row < shape.height(); row++) {
            int from = Math.clamp(row - down, 0, shape.height() - 1) * width * channels;
            int to = row * width * channels;
            repeat(source, from, target, to, first, channels);
            System.arraycopy(
                    source,
                    from + (first - right) * channels,
                    target,
                    to + first * channels,
                    (behind - first) * channels);
            int last = from + (width - 1) * channels;
            repeat(source, last, target, to + behind * channels, width - behind, channels);
        }
    }

    private static void repeat(float[] source, int pixel, float[] target, int to, int times, int channels) {
        for (int i = 0; i < times * channels; i++) {
            target[to + i] = source[pixel + i % channels];
        }
    }
}
