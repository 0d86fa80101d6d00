package io.resforge.neuralnet.image;

import io.resforge.neuralnet.image.Resampling.Brightness;

/**
 * Brings raw pixels from one shape to another, to the bit as {@link ImageDecoder} does with a file that holds them: scaled by cubic
 * convolution, width and height each on its own, grey repeated for red, green and blue, colour turned into its brightness.
 */
public final class Resizer {

    private final ImageShape from;
    private final ImageShape to;
    private final Resampling resampling;

    /** @throws IllegalArgumentException if either shape has other than 1 or 3 channels */
    public Resizer(ImageShape from, ImageShape to) {
        Brightness.requireGreyOrColour(from);
        Brightness.requireGreyOrColour(to);
        this.from = from;
        this.to = to;
        this.resampling = new Resampling(from.height(), from.width(), to);
    }

    /**
     * Resizes one image. Several threads may call it at once.
     *
     * @param pixels row by row, channels of a pixel side by side, one byte each
     * @param at index of the image's first byte
     * @return the image in the other shape, in the same order
     */
    public byte[] resize(byte[] pixels, int at) {
        Resampling.Rows rows = resampling.begin();
        float[] row = new float[resampling.rowLength()];
        for (int y = 0; y < from.height(); y++) {
            read(pixels, at + y * from.width() * from.channels(), row);
            rows.add(row);
        }
        byte[] colour = rows.pixels();
        return to.channels() == 3 ? colour : Brightness.of(colour);
    }

    private void read(byte[] pixels, int at, float[] row) {
        int repeats = 3 / from.channels();
        for (int i = 0; i < row.length; i++) {
            row[i] = pixels[at + i / repeats] & 0xff;
        }
    }
}
