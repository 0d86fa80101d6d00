package io.resforge.training.augment;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.training.augment.Augmentation.AugmentationDraw;
import io.resforge.training.augment.Augmentation.ImageAugmentation;
import io.resforge.training.augment.Augmentation.PixelSpace;
import java.util.Arrays;

/**
 * Sets a square to zero: the mean where a mean is taken away, else black. Its centre is any pixel, so part of it may lie outside
 * (arXiv 1708.04552).
 *
 * @param side of the square in pixels, at least 1 and at most the image's
 */
public record Cutout(int side) implements ImageAugmentation {

    public Cutout {
        ParameterLimits.unless(side >= 1, "side", "at least 1", side);
    }

    @Override
    public void requireFits(ImageShape shape) {
        int most = Math.min(shape.height(), shape.width());
        ParameterLimits.unless(side <= most, "side", "at most " + most + ", the images' side", side);
    }

    @Override
    public void apply(float[] source, float[] target, PixelSpace space, AugmentationDraw draw) {
        ImageShape shape = space.shape();
        int row = draw.random().nextInt(shape.height());
        int column = draw.random().nextInt(shape.width());
        cut(source, target, shape, row - side / 2, column - side / 2);
    }

    void cut(float[] source, float[] target, ImageShape shape, int top, int left) {
        System.arraycopy(source, 0, target, 0, source.length);
        int from = Math.max(0, left);
        int to = Math.min(shape.width(), left + side);
        for (int row = Math.max(0, top); row < Math.min(shape.height(), top + side); row++) {
            int begin = row * shape.width();
            Arrays.fill(target, (begin + from) * shape.channels(), (begin + to) * shape.channels(), 0);
        }
    }
}
