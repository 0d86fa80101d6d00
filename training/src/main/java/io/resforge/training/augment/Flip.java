package io.resforge.training.augment;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.training.augment.Augmentation.AugmentationDraw;
import io.resforge.training.augment.Augmentation.ImageAugmentation;
import io.resforge.training.augment.Augmentation.PixelSpace;

/** Mirrors every other image, by chance, left to right. */
public record Flip() implements ImageAugmentation {

    @Override
    public void apply(float[] source, float[] target, PixelSpace space, AugmentationDraw draw) {
        HorizontalFlip.write(draw.random().nextBoolean(), source, target, space.shape());
    }

    /** Turns left into right. */
    static final class HorizontalFlip {

        private HorizontalFlip() {}

        /** Writes an image mirrored, or as it is. */
        static void write(boolean mirrored, float[] source, float[] target, ImageShape shape) {
            if (!mirrored) {
                System.arraycopy(source, 0, target, 0, source.length);
                return;
            }
            int channels = shape.channels();
            int row = shape.width() * channels;
            for (int begin = 0; begin < source.length; begin += row) {
                for (int column = 0; column < shape.width(); column++) {
                    int from = begin + column * channels;
                    int to = begin + row - (column + 1) * channels;
                    for (int channel = 0; channel < channels; channel++) {
                        target[to + channel] = source[from + channel];
                    }
                }
            }
        }
    }
}
