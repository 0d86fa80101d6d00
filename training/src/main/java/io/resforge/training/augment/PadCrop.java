package io.resforge.training.augment;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.training.augment.Augmentation.AugmentationDraw;
import io.resforge.training.augment.Augmentation.ImageAugmentation;
import io.resforge.training.augment.Augmentation.PixelSpace;
import java.util.Arrays;

/**
 * Pads each side, and cuts the image's size out of it at a random place (arXiv 1512.03385, section 4.2).
 *
 * @param padding pixels on each side, at least 1 and smaller than the image
 * @param border what it pads with
 */
public record PadCrop(int padding, Border border) implements ImageAugmentation {

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
    public void apply(float[] source, float[] target, PixelSpace space, AugmentationDraw draw) {
        int down = draw.within(padding);
        int right = draw.within(padding);
        switch (border) {
            case ZEROS -> window(source, target, space.shape(), down, right);
            case REFLECT -> reflected(source, target, space.shape(), down, right);
        }
    }

    /** The same window of an image whose surroundings are its mirror images. */
    static void reflected(float[] source, float[] target, ImageShape shape, int down, int right) {
        int channels = shape.channels();
        for (int row = 0; row < shape.height(); row++) {
            int from = reflected(row + down, shape.height()) * shape.width();
            for (int column = 0; column < shape.width(); column++) {
                int pixel = (from + reflected(column + right, shape.width())) * channels;
                System.arraycopy(source, pixel, target, (row * shape.width() + column) * channels, channels);
            }
        }
    }

    private static int reflected(int place, int side) {
        int inside = Math.abs(place);
        return inside < side ? inside : 2 * (side - 1) - inside;
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
