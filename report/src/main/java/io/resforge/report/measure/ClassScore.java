package io.resforge.report.measure;

import java.util.OptionalDouble;

/**
 * How one class fared.
 *
 * @param label the class, from 0
 * @param images images that belong to it
 * @param predicted images that were taken for it
 * @param right images that belong to it and were taken for it
 */
public record ClassScore(int label, int images, int predicted, int right) {

    /** The share of images taken for this class that belong to it; empty where none was. */
    public OptionalDouble precision() {
        return ratio(right, predicted);
    }

    /** The share of this class's images that were recognised; empty where it has none. */
    public OptionalDouble recall() {
        return ratio(right, images);
    }

    /** The harmonic mean of precision and recall, 2·right / (images + predicted); empty where both are. */
    public OptionalDouble f1() {
        return ratio(2 * right, images + predicted);
    }

    private static OptionalDouble ratio(int part, int whole) {
        return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
    }
}
