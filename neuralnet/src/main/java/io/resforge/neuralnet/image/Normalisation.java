package io.resforge.neuralnet.image;

import io.resforge.neuralnet.image.Normalisation.NormalisationKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * How bytes become a network's input. It is measured on the training images, recorded in a checkpoint, and applied the same way in
 * training and in serving.
 */
public sealed interface Normalisation {

    /** Which way it is. */
    NormalisationKind kind();

    /**
     * Makes it ready to be applied.
     *
     * @throws IllegalArgumentException if it is of images of another shape
     */
    default Normaliser normaliser(ImageShape shape) {
        requireFits(shape);
        int channels = shape.channels();
        return switch (this) {
            case MeanDeviation(List<Double> mean, List<Double> deviation) -> new Normaliser(shape, mean, deviation);
            case PixelMean pixelMean -> new Normaliser(shape, pixelMean.values());
            case Unit _ ->
                new Normaliser(shape, Collections.nCopies(channels, 0.0), Collections.nCopies(channels, 1.0));
            case None _ ->
                new Normaliser(
                        shape,
                        Collections.nCopies(channels, 0.0),
                        Collections.nCopies(channels, 1.0 / Normaliser.BRIGHTEST));
        };
    }

    /** @throws IllegalArgumentException if it is of images of another shape; the message says what it must have */
    default void requireFits(ImageShape shape) {
        switch (this) {
            case MeanDeviation(List<Double> mean, List<Double> _) ->
                check(
                        mean.size() == shape.channels(),
                        String.format(
                                Locale.ROOT,
                                "normalisation must have a mean and a deviation for each of the %d channels, was of %d",
                                shape.channels(),
                                mean.size()));
            case PixelMean pixelMean ->
                check(
                        pixelMean.length() == shape.bytes(),
                        String.format(
                                Locale.ROOT,
                                "normalisation must have a mean for each of the %d values of an image, was of %d",
                                shape.bytes(),
                                pixelMean.length()));
            case Unit _, None _ -> {}
        }
    }

    /**
     * Takes the mean from each channel and divides by its deviation, both of pixels scaled to [0, 1].
     *
     * @param mean of each channel, within [0, 1]
     * @param deviation of each channel, above 0 and at most 1
     */
    record MeanDeviation(List<Double> mean, List<Double> deviation) implements Normalisation {

        public MeanDeviation {
            mean = List.copyOf(mean);
            deviation = List.copyOf(deviation);
            check(
                    !mean.isEmpty() && mean.size() == deviation.size(),
                    String.format(
                            Locale.ROOT,
                            "a normalisation needs one mean and one deviation for each channel, was %d and %d",
                            mean.size(),
                            deviation.size()));
            for (double value : mean) {
                check(value >= 0 && value <= 1, "a channel's mean must be within [0, 1], was " + value);
            }
            for (double value : deviation) {
                check(value > 0 && value <= 1, "a channel's deviation must be above 0 and at most 1, was " + value);
            }
        }

        @Override
        public NormalisationKind kind() {
            return NormalisationKind.MEAN_DEVIATION;
        }
    }

    /**
     * Takes the mean image from pixels scaled to [0, 1].
     *
     * @param mean {@code [height, width, channels]}, float32, little-endian, each within [0, 1]
     */
    record PixelMean(byte[] mean) implements Normalisation {

        public PixelMean {
            mean = mean.clone();
            check(
                    mean.length > 0 && mean.length % Float.BYTES == 0,
                    "a mean image needs 4 bytes for each of its values, was of " + mean.length + " bytes");
            for (float value : floats(mean)) {
                check(value >= 0 && value <= 1, "each value of a mean image must be within [0, 1], was " + value);
            }
        }

        /** A mean image of these values, {@code [height, width, channels]}, each within [0, 1]. */
        public static PixelMean of(float[] values) {
            ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(values);
            return new PixelMean(bytes.array());
        }

        private static float[] floats(byte[] bytes) {
            float[] values = new float[bytes.length / Float.BYTES];
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(values);
            return values;
        }

        /** The mean image, {@code [height, width, channels]}, each within [0, 1]. */
        public float[] values() {
            return floats(mean);
        }

        int length() {
            return mean.length / Float.BYTES;
        }

        @Override
        public byte[] mean() {
            return mean.clone();
        }

        @Override
        public NormalisationKind kind() {
            return NormalisationKind.PIXEL_MEAN;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof PixelMean(byte[] others) && Arrays.equals(mean, others);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(mean);
        }

        @Override
        public String toString() {
            return "PixelMean[" + length() + " values]";
        }
    }

    /** Scales pixels to [0, 1]. */
    record Unit() implements Normalisation {

        @Override
        public NormalisationKind kind() {
            return NormalisationKind.UNIT;
        }
    }

    /** Leaves pixels as they are, from 0 to 255. */
    record None() implements Normalisation {

        @Override
        public NormalisationKind kind() {
            return NormalisationKind.NONE;
        }
    }

    private static void check(boolean rule, String message) {
        if (!rule) {
            throw new IllegalArgumentException(message);
        }
    }

    /** The ways to turn bytes into a network's input. */
    enum NormalisationKind {
        /** Pixels scaled to [0, 1], less each channel's mean, over each channel's deviation. */
        MEAN_DEVIATION,
        /** Pixels scaled to [0, 1], less the mean image, as in Keras' ResNet example. */
        PIXEL_MEAN,
        /** Pixels scaled to [0, 1]. */
        UNIT,
        /** Pixels as they are, from 0 to 255. */
        NONE
    }

    /** Measures what images are normalised by. */
    public static final class PixelStatistics {

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
}
