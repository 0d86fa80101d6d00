package io.resforge.network.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.Locale;

/**
 * The pixels of a decoded image as red, green and blue over white. The numbers are taken as the file has them: Java's own conversion
 * would apply colour profiles, and brighten grey images, which it takes to be linear.
 */
final class Pixels {

    private static final int WHITE = 255;

    private final BufferedImage image;
    private final Raster raster;
    private final int bands;
    private final int[] largest;
    private final int[] samples;

    Pixels(BufferedImage image) {
        this.image = image;
        this.raster = image.getRaster();
        this.bands = raster.getNumBands();
        if (bands > 4) {
            throw new InvalidImage(String.format(Locale.ROOT, "the image has %d channels; allowed are 1 to 4", bands));
        }
        this.largest = new int[bands];
        for (int band = 0; band < bands; band++) {
            largest[band] = (1 << raster.getSampleModel().getSampleSize(band)) - 1;
        }
        this.samples = new int[image.getWidth() * bands];
    }

    /** Writes one row as {@code width × 3} values from 0 to 255. */
    void row(int y, float[] target) {
        raster.getPixels(raster.getMinX(), raster.getMinY() + y, image.getWidth(), 1, samples);
        if (image.getColorModel() instanceof IndexColorModel palette) {
            for (int x = 0; x < image.getWidth(); x++) {
                int argb = palette.getRGB(samples[x]);
                overWhite(target, x, argb >> 16 & 0xff, argb >> 8 & 0xff, argb & 0xff, argb >>> 24);
            }
            return;
        }
        if (image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_CMYK) {
            inks(target);
            return;
        }
        boolean colour = bands >= 3;
        for (int x = 0; x < image.getWidth(); x++) {
            int red = level(x, 0);
            int alpha = bands % 2 == 0 ? level(x, bands - 1) : WHITE;
            overWhite(target, x, red, colour ? level(x, 1) : red, colour ? level(x, 2) : red, alpha);
        }
    }

    /** Cyan, magenta and yellow take red, green and blue from white, and black takes from all three. */
    private void inks(float[] target) {
        for (int x = 0; x < image.getWidth(); x++) {
            int light = WHITE - level(x, 3);
            for (int ink = 0; ink < 3; ink++) {
                target[3 * x + ink] = Math.round((WHITE - level(x, ink)) * light / (float) WHITE);
            }
        }
    }

    /** A sample of any number of bits, from 0 to 255. */
    private int level(int x, int band) {
        int sample = samples[x * bands + band];
        int most = largest[band];
        return most == WHITE ? sample : (int) ((sample * 255L + most / 2) / most);
    }

    private static void overWhite(float[] target, int x, int red, int green, int blue, int alpha) {
        target[3 * x] = overWhite(red, alpha);
        target[3 * x + 1] = overWhite(green, alpha);
        target[3 * x + 2] = overWhite(blue, alpha);
    }

    private static int overWhite(int level, int alpha) {
        return (level * alpha + WHITE * (255 - alpha) + 127) / 255;
    }
}
