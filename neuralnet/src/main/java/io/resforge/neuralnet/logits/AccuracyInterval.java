package io.resforge.neuralnet.logits;

import java.util.Locale;
import java.util.Optional;

/** The 95% confidence interval of an accuracy, or of the difference of two, as shares. */
public record AccuracyInterval(double low, double high) {

    /** The quantile of the normal distribution for 95%. */
    private static final double Z = 1.959964;

    /**
     * The interval of an accuracy on at least one image (E. B. Wilson, Probable inference, 1927).
     *
     * @throws IllegalArgumentException if the accuracy is not from 0 to 1, or there is no image
     */
    public static AccuracyInterval of(double accuracy, int images) {
        if (!(accuracy >= 0 && accuracy <= 1)) { // also refuses NaN
            throw new IllegalArgumentException("an accuracy must be within [0, 1], was " + accuracy);
        }
        if (images < 1) {
            throw new IllegalArgumentException("images must be at least 1, was " + images);
        }
        double spread = Z * Z / images;
        double centre = (accuracy + spread / 2) / (1 + spread);
        double half = Z / (1 + spread) * Math.sqrt((accuracy * (1 - accuracy) + spread / 4) / images);
        return new AccuracyInterval(Math.max(0, centre - half), Math.min(1, centre + half));
    }

    /**
     * The interval of {@code first - second}, both measured on so many images (R. G. Newcombe, Interval estimation for
     * the difference between independent proportions, 1998, method 10). On the same images it is wider than need be.
     */
    public static AccuracyInterval ofDifference(double first, double second, int images) {
        AccuracyInterval one = of(first, images);
        AccuracyInterval other = of(second, images);
        double difference = first - second;
        return new AccuracyInterval(
                difference - Math.hypot(first - one.low, other.high - second),
                difference + Math.hypot(one.high - first, second - other.low));
    }

    /** Fewer held-out images than these prove little, and that is said. */
    public static final int FEW_IMAGES = 100;

    /** How little an accuracy on few images says of others, as a sentence; empty on enough images, or where their number is not known. */
    public static Optional<String> caution(double accuracy, int images) {
        if (images < 1 || images >= FEW_IMAGES) {
            return Optional.empty();
        }
        AccuracyInterval interval = of(accuracy, images);
        return Optional.of(String.format(
                Locale.ROOT,
                "%d held-out %s little: of other images it may get from %.0f%% to %.0f%% right (95%% interval)",
                images,
                images == 1 ? "image proves" : "images prove",
                100 * interval.low(),
                100 * interval.high()));
    }

    /** Whether a value lies within. */
    public boolean contains(double value) {
        return low <= value && value <= high;
    }
}
