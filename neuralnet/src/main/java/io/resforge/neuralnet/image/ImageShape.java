package io.resforge.neuralnet.image;

import java.util.Locale;

/** What one image of a network's input is: channels first in name, though pixels lie row by row, red green blue. */
public record ImageShape(int channels, int height, int width) {

    /** CIFAR-10 and CIFAR-100: 3 × 32 × 32. */
    public static final ImageShape CIFAR = new ImageShape(3, 32, 32);

    /** MNIST and Fashion-MNIST: 1 × 28 × 28. */
    public static final ImageShape MNIST = new ImageShape(1, 28, 28);

    private static final int SHORTEST_SIDE = 28;
    private static final int LONGEST_SIDE = 96;

    public ImageShape {
        if (channels < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "an image needs channels, height and width of at least 1, was " + text(channels, height, width));
        }
    }

    /**
     * This shape, once it is sure that data sets are read and models served in it.
     *
     * @throws IllegalArgumentException if it has other than 1 or 3 channels, or a side that is not of 28 to 96 pixels
     */
    public ImageShape requireSupported() {
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException("images have 1 channel (grey) or 3 (red, green, blue), was " + channels);
        }
        if (!isSupported(height) || !isSupported(width)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "images have sides of %d to %d pixels, was %d×%d",
                    SHORTEST_SIDE,
                    LONGEST_SIDE,
                    height,
                    width));
        }
        return this;
    }

    private static boolean isSupported(int side) {
        return side >= SHORTEST_SIDE && side <= LONGEST_SIDE;
    }

    /** Such as {@code 3×32×32}. */
    public String text() {
        return text(channels, height, width);
    }

    private static String text(int channels, int height, int width) {
        return channels + "×" + height + "×" + width;
    }

    /** Bytes of one image at one byte a channel. */
    public int bytes() {
        return Math.multiplyExact(Math.multiplyExact(channels, height), width);
    }
}
