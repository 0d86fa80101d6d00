package io.resforge.training.augment;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.training.augment.Augmentation.AugmentationDraw;
import io.resforge.training.augment.Augmentation.ImageAugmentation;
import io.resforge.training.augment.Augmentation.PixelSpace;
import java.util.Arrays;

/**
 * Pads each side with zeros, and cuts the image's size out of it at a random place (arXiv 1512.03385, section 4.2). Zero is the
 * mean where a mean is taken away, else black.
 *
 * @param padding pixels on each side, at least 1 and smaller than the image
 */
public record PadCrop(int padding) implements ImageAugmentation {

    public PadCrop {
        ParameterLimits.unless(padding >= 1, "padding", "at least 1", padding);
    }

    @Override
    public void requireFits(ImageShape shape) {
        int most = Math.min(shape.height(), shape.width()) - 1;
        ParameterLimits.unless(padding <= most, "padding", "at most " + most + ", less than the images' side", padding);
    }

    @Override
    public void apply(float[] source, float[] target, PixelSpace space, AugmentationDraw draw) {
        window(source, target, space.shape(), draw.within(padding), draw.within(padding));
    }

    /** The window that begins {@code down} rows below and {@code right} columns right of the image's corner. */
    static void window(float[] source, float[] target, ImageShape shape, int down, int right) {
        Arrays.fill(target, 0);
        int width = shape.width();
        int kept = width - Math.abs(right);
        int from = Math.max(0, right);
        int to = Math.max(0, -right);
        for (int row = Math.max(0, -down); kept > 0 && row < shape.height() - Math.max(0, down); row++) {
            int begin = ((row + down) * width + from) * shape.channels();
            System.arraycopy(source, begin, target, (row * width + to) * shape.channels(), kept * shape.channels());
        }
    }
}
