package io.resforge.network.image;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes a training set's mean from each channel and divides by its deviation, both of pixels scaled to [0, 1]; recorded in a
 * checkpoint, and applied the same way in training and in serving.
 *
 * @param mean of each channel, within [0, 1]
 * @param deviation of each channel, above 0
 */
public record Normalisation(List<Double> mean, List<Double> deviation) {

    private static final int LEVELS = 256;

    public Normalisation {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        if (mean.isEmpty() || mean.size() != deviation.size()) {
            throw new IllegalArgumentException("a normalisation needs one mean and one deviation for each channel, was "
                    + mean.size() + " and " + deviation.size());
        }
        for (double value : mean) {
            check(value >= 0 && value <= 1, "a channel's mean must be within [0, 1], was " + value);
        }
        for (double value : deviation) {
            check(value > 0 && value <= 1, "a channel's deviation must be above 0 and at most 1, was " + value);
        }
    }

    /**
     * The mean and deviation of images.
     *
     * @param pixels {@code [count, height, width, channels]}, one byte each, at least one image
     * @param channels at least 1
     */
    public static Normalisation of(byte[] pixels, int channels) {
        check(
                channels >= 1 && pixels.length >= channels && pixels.length % channels == 0,
                pixels.length + " bytes are no images of " + channels + " channels");
        long[][] histogram = new long[channels][LEVELS];
        for (int i = 0; i < pixels.length; i++) {
            histogram[i % channels][pixels[i] & 0xff]++;
        }
        List<Double> means = new ArrayList<>();
        List<Double> deviations = new ArrayList<>();
        for (long[] counts : histogram) {
            double mean = moment(counts, 0, 1);
            means.add(mean);
            // Images of one colour have no deviation; half a level keeps them finite.
            deviations.add(Math.max(Math.sqrt(moment(counts, mean, 2)), 0.5 / (LEVELS - 1)));
        }
        return new Normalisation(means, deviations);
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

    public int channels() {
        return mean.size();
    }

    /** The normalised value of each byte: {@code [channels][256]}. */
    public float[][] table() {
        float[][] table = new float[channels()][LEVELS];
        for (int channel = 0; channel < channels(); channel++) {
            for (int level = 0; level < LEVELS; level++) {
                table[channel][level] = (float) ((level / (LEVELS - 1.0) - mean.get(channel)) / deviation.get(channel));
            }
        }
        return table;
    }

    /**
     * Normalises pixels.
     *
     * @param table as {@link #table()} gives it
     * @param pixels row by row, channels of a pixel side by side, whole pixels from index 0
     * @param target gets as many numbers in the same order from its index 0; its position does not move
     */
    public static void apply(float[][] table, byte[] pixels, FloatBuffer target) {
        int channels = table.length;
        for (int channel = 0; channel < channels; channel++) {
            float[] values = table[channel];
            for (int i = channel; i < pixels.length; i += channels) {
                target.put(i, values[pixels[i] & 0xff]);
            }
        }
    }

    private static void check(boolean rule, String message) {
        if (!rule) {
            throw new IllegalArgumentException(message);
        }
    }
}
