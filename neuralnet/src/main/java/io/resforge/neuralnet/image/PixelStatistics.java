package io.resforge.neuralnet.image;

import io.resforge.neuralnet.image.Normalisation.NormalisationKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Measures what images are normalised by. */
public final class PixelStatistics {

    private static final int LEVELS = 256;

    private PixelStatistics() {}

    /**
     * The normalisation of a kind that suits images.
     *
     * @param pixels {@code [count, height, width, channels]}, one byte each, at least one image; kinds that measure nothing do not
     *     look at them
     * @throws IllegalArgumentException if they are no whole images of that shape
     */
    public static Normalisation measure(NormalisationKind kind, byte[] pixels, ImageShape shape) {
        if (pixels.length == 0 || pixels.length % shape.bytes() != 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%d bytes are no images of %d × %d × %d",
                    pixels.length,
                    shape.height(),
                    shape.width(),
                    shape.channels()));
        }
        return switch (kind) {
            case MEAN_DEVIATION -> meanDeviation(pixels, shape.channels());
            case PIXEL_MEAN -> pixelMean(pixels, shape.bytes());
            case UNIT -> new Normalisation.Unit();
            case NONE -> new Normalisation.None();
        };
    }

    private static Normalisation meanDeviation(byte[] pixels, int channels) {
        long[][] histogram = new long[channels][LEVELS];
        for (int channel = 0; channel < channels; channel++) {
            long[] counts = histogram[channel];
            for (int i = channel; i < pixels.length; i += channels) {
                counts[pixels[i] & 0xff]++;
            }
        }
        List<Double> means = new ArrayList<>();
        List<Double> deviations = new ArrayList<>();
        for (long[] counts : histogram) {
            double mean = moment(counts, 0, 1);
            means.add(mean);
            // Images of one colour have no deviation; half a level keeps them finite.
            deviations.add(Math.max(Math.sqrt(moment(counts, mean, 2)), 0.5 / (LEVELS - 1)));
        }
        return new Normalisation.MeanDeviation(means, deviations);
    }

    private static double moment(long[] counts, double centre, int power) {
        double sum = 0;
        long total = 0;
        for (int level = 0; level < LEVELS; level++) {
            sum += counts[level] * Math.pow(level / (LEVELS - 1.0) - centre, power);
            total += counts[level];
        }
        return sum / total;
    }

    private static Normalisation pixelMean(byte[] pixels, int size) {
        long[] sums = new long[size];
        for (int begin = 0; begin < pixels.length; begin += size) {
            for (int i = 0; i < size; i++) {
                sums[i] += pixels[begin + i] & 0xff;
            }
        }
        double whole = (double) (pixels.length / size) * (LEVELS - 1);
        float[] mean = new float[size];
        for (int i = 0; i < size; i++) {
            mean[i] = (float) (sums[i] / whole);
        }
        return Normalisation.PixelMean.of(mean);
    }
}
