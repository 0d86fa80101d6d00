package io.resforge.training.augment;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.training.augment.Augmentation.AugmentationDraw;
import io.resforge.training.augment.Augmentation.PixelMove;

/**
 * Moves the image by whole pixels, up or down and left or right, and repeats the edge where nothing is left, as Keras'
 * {@code ImageDataGenerator} does by default. Keras also moves by parts of a pixel, which blurs.
 *
 * @param share farthest move as a share of the image's height and of its width, above 0 and at most 0.5; at least one pixel is meant
 */
public record Shift(double share) implements PixelMove {

    public Shift {
        ParameterLimits.unless(share > 0 && share <= 0.5, "share", "above 0 and at most 0.5", share);
    }

    @Override
    public void move(PixelPlaces places, AugmentationDraw draw) {
        ImageShape shape = places.shape();
        move(places, draw.within(pixels(shape.height())), draw.within(pixels(shape.width())));
    }

    private int pixels(int side) {
        return Math.max(1, (int) Math.round(share * side));
    }

    /** Moves the image so many rows down and columns right. */
    static void move(PixelPlaces places, int down, int right) {
        ImageShape shape = places.shape();
        places.move(
                row -> Math.clamp(row - down, 0, shape.height() - 1),
                column -> Math.clamp(column - right, 0, shape.width() - 1));
    }
}
