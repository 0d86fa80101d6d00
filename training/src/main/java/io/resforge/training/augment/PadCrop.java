package io.resforge.training.augment;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.training.augment.Augmentation.AugmentationDraw;
import io.resforge.training.augment.Augmentation.PixelMove;

/**
 * Pads each side, and cuts the image's size out of it at a random place (arXiv 1512.03385, section 4.2).
 *
 * @param padding pixels on each side, at least 1 and smaller than the image
 * @param border what it pads with
 */
public record PadCrop(int padding, Border border) implements PixelMove {

    /** What lies around an image. */
    public enum Border {
        /** The mean where a mean is taken away, else black. */
        ZEROS,
        /** The image mirrored at its outermost row or column, which is not repeated. */
        REFLECT
    }

    /** Pads with zeros. */
    public PadCrop(int padding) {
        this(padding, Border.ZEROS);
    }

    public PadCrop {
        ParameterLimits.unless(padding >= 1, "padding", "at least 1", padding);
    }

    @Override
    public void requireFits(ImageShape shape) {
        int most = Math.min(shape.height(), shape.width()) - 1;
        ParameterLimits.unless(padding <= most, "padding", "at most " + most + ", less than the images' side", padding);
    }

    @Override
    public void move(PixelPlaces places, AugmentationDraw draw) {
        int down = draw.within(padding);
        int right = draw.within(padding);
        switch (border) {
            case ZEROS -> window(places, down, right);
            case REFLECT -> reflected(places, down, right);
        }
    }

    /** The window that begins {@code down} rows below and {@code right} columns right of the image's corner. */
    static void window(PixelPlaces places, int down, int right) {
        places.move(row -> row + down, column -> column + right);
    }

    /** The same window of an image whose surroundings are its mirror images. */
    static void reflected(PixelPlaces places, int down, int right) {
        ImageShape shape = places.shape();
        places.move(row -> reflected(row + down, shape.height()), column -> reflected(column + right, shape.width()));
    }

    private static int reflected(int place, int side) {
        int inside = Math.abs(place);
        return inside < side ? inside : 2 * (side - 1) - inside;
    }
}
