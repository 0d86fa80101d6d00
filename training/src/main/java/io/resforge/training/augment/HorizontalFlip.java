package io.resforge.training.augment;

import io.resforge.network.image.ImageShape;
import java.util.random.RandomGenerator;

/** Mirrors every other image, by chance, left to right. */
public record HorizontalFlip() implements Augmentation {

    @Override
    public float[] apply(float[] pixels, ImageShape shape, RandomGenerator random) {
        return random.nextBoolean() ? mirrored(pixels, shape) : pixels;
    }

    static float[] mirrored(float[] pixels, ImageShape shape) {
        float[] mirrored = new float[pixels.length];
        int channels = shape.channels();
        int row = shape.width() * channels;
        for (int begin = 0; begin < pixels.length; begin += row) {
            for (int column = 0; column < shape.width(); column++) {
                int source = begin + column * channels;
                int target = begin + row - (column + 1) * channels;
                for (int channel = 0; channel < channels; channel++) {
                    mirrored[target + channel] = pixels[source + channel];
                }
            }
        }
        return mirrored;
    }
}
