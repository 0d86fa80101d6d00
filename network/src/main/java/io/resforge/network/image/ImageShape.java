package io.resforge.network.image;

/** What one image of a network's input is: channels first in name, though pixels lie row by row, red green blue. */
public record ImageShape(int channels, int height, int width) {

    /** CIFAR-10 and CIFAR-100: 3 × 32 × 32. */
    public static final ImageShape CIFAR = new ImageShape(3, 32, 32);

    public ImageShape {
        if (channels < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException("an image needs channels, height and width of at least 1, was "
                    + channels + "×" + height + "×" + width);
        }
    }

    /** Bytes of one image at one byte a channel. */
    public int bytes() {
        return Math.multiplyExact(Math.multiplyExact(channels, height), width);
    }
}
