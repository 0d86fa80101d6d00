package io.resforge.report.run;

import java.util.Comparator;
import java.util.List;

/**
 * How one class fared.
 *
 * @param label the class, from 0
 * @param images images that belong to it
 * @param predicted images that were taken for it
 * @param right images that belong to it and were taken for it
 * @param precision the share of images taken for this class that belong to it; null where none was
 * @param recall the share of this class's images that were recognised; null where it has none
 * @param f1 the harmonic mean of both, 2·right / (images + predicted); null where both are
 */
public record ClassMetrics(
        int label, int images, int predicted, int right, Double precision, Double recall, Double f1) {

    /** By its counts. */
    static ClassMetrics of(int label, int images, int predicted, int right) {
        return new ClassMetrics(
                label,
                images,
                predicted,
                right,
                ratio(right, predicted),
                ratio(right, images),
                ratio(2 * right, images + predicted));
    }

    /** The classes recognised worst, worst first, at most {@code limit}; those without images come last. */
    public static List<ClassMetrics> worst(List<ClassMetrics> scores, int limit) {
        return scores.stream()
                .sorted(Comparator.comparingDouble(score -> score.recall() == null ? 2 : score.recall()))
                .limit(limit)
                .toList();
    }

    private static Double ratio(int part, int whole) {
        return whole == 0 ? null : Double.valueOf((double) part / whole);
    }
}
