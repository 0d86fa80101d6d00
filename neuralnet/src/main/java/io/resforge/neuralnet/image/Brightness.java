package io.resforge.neuralnet.image;

/** From colour to grey. */
final class Brightness {

    private Brightness() {}

    static void requireGreyOrColour(ImageShape shape) {
        if (shape.channels() != 1 && shape.channels() != 3) {
            throw new IllegalArgumentException(
                    "an image has 1 or 3 channels, the network asks for " + shape.channels());
        }
    }

    /** Weighs red, green and blue as ITU-R BT.601 does; grey keeps its value. */
    static byte[] of(byte[] pixels) {
        byte[] grey = new byte[pixels.length / 3];
        for (int i = 0; i < grey.length; i++) {
            int red = pixels[3 * i] & 0xff;
            int green = pixels[3 * i + 1] & 0xff;
            int blue = pixels[3 * i + 2] & 0xff;
            grey[i] = (byte) ((299 * red + 587 * green + 114 * blue + 500) / 1000);
        }
        return grey;
    }
}
