package io.resforge.training.augment;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.training.augment.Augmentation.AugmentationDraw;
import io.resforge.training.augment.Augmentation.PixelMove;

/**
 * Sets a square to zero: the mean where a mean is taken away, else black. Its centre is any pixel, so part of it may lie outside
 * (arXiv 1708.04552).
 *
 * @param side of the square in pixels, at least 1 and at most the image's
 */
public record Cutout(int side) implements PixelMove {

    public Cutout {
        ParameterLimits.unless(side >= 1, "side", "at least 1", side);
    }

    @Override
    public void requireFits(ImageShape shape) {
        int most = Math.min(shape.height(), shape.width());
        ParameterLimits.unless(side <= most, "side", "at most " + most + ", the images' side", side);
    }

    @Override
    public void move(PixelPlaces places, AugmentationDraw draw) {
        int row = draw.random().nextInt(places.shape().height());
        int column = draw.random().nextInt(places.shape().width());
        places.blank(row - side / 2, column - side / 2, side);
    }
}
