package io.resforge.report.measure;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How one class fared.
 *
 * @param label the class, from 0
 * @param images images that belong to it
 * @param predicted images that were taken for it
 * @param right images that belong to it and were taken for it
 */
public record ClassMetrics(int label, int images, int predicted, int right) {

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

    /** The classes recognised worst, worst first, at most {@code limit}; those without images come last. */
    public static List<ClassMetrics> worst(List<ClassMetrics> scores, int limit) {
        return scores.stream()
                .sorted(Comparator.comparingDouble(score -> score.recall().orElse(2)))
                .limit(limit)
                .toList();
    }

    private static OptionalDouble ratio(int part, int whole) {
        return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
    }
}
