package io.resforge.training.augment;

import io.resforge.network.image.ImageShape;
import java.util.random.RandomGenerator;

/**
 * Pads each side with zeros, which are the mean of normalised pixels, and cuts the image's size out of it at a random place
 * (arXiv 1512.03385, section 4.2).
 *
 * @param padding pixels on each side, at least 1
 */
public record PaddedCrop(int padding) implements Augmentation {

    public PaddedCrop {
        if (padding < 1) {
            throw new IllegalArgumentException("padding must be at least 1, was " + padding);
        }
    }

    @Override
    public float[] apply(float[] pixels, ImageShape shape, RandomGenerator random) {
        int down = random.nextInt(2 * padding + 1) - padding;
        int right = random.nextInt(2 * padding + 1) - padding;
        return shifted(pixels, shape, down, right);
    }

    /** The window that begins {@code down} rows below and {@code right} columns right of the image's corner. */
    static float[] shifted(float[] pixels, ImageShape shape, int down, int right) {
        float[] cut = new float[pixels.length];
        int width = shape.width();
        int kept = width - Math.abs(right);
        int from = Math.max(0, right);
        int to = Math.max(0, -right);
        for (int row = Math.max(0, -down); kept > 0 && row < shape.height() - Math.max(0, down); row++) {
            int source = ((row + down) * width + from) * shape.channels();
            int target = (row * width + to) * shape.channels();
            System.arraycopy(pixels, source, cut, target, kept * shape.channels());
        }
        return cut;
    }
}
