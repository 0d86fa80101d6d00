package io.resforge.registry.promotion;

import io.resforge.registry.value.FieldChecks;

/**
 * What a share of right answers proves: the 95% confidence interval of an accuracy, or of the difference of two.
 *
 * @param low the lower end, as a share; of a difference from -1
 * @param high the upper end, as a share, to 1
 */
public record AccuracyInterval(double low, double high) {

    /** The quantile of the normal distribution for 95%. */
    private static final double Z = 1.959964;

    /**
     * The interval of an accuracy (E. B. Wilson, Probable inference, 1927).
     *
     * @param accuracy from 0 to 1
     * @param images that it was measured on, at least one
     */
    public static AccuracyInterval of(double accuracy, int images) {
        FieldChecks.share("an accuracy", accuracy);
        FieldChecks.atLeast("images", 1, images);
        double spread = Z * Z / images;
        double centre = (accuracy + spread / 2) / (1 + spread);
        double half = Z / (1 + spread) * Math.sqrt((accuracy * (1 - accuracy) + spread / 4) / images);
        return new AccuracyInterval(Math.max(0, centre - half), Math.min(1, centre + half));
    }

    /**
     * The interval of {@code first - second}, both measured on so many images (R. G. Newcombe, Interval estimation for the difference
     * between independent proportions, 1998, method 10). On the same images it is wider than need be, since which of them each got
     * right is not kept.
     */
    public static AccuracyInterval ofDifference(double first, double second, int images) {
        AccuracyInterval one = of(first, images);
        AccuracyInterval other = of(second, images);
        double difference = first - second;
        return new AccuracyInterval(
                difference - Math.hypot(first - one.low, other.high - second),
                difference + Math.hypot(one.high - first, second - other.low));
    }

    /** Whether a value lies within. */
    public boolean contains(double value) {
        return low <= value && value <= high;
    }
}
