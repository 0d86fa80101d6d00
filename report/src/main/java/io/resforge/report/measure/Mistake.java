package io.resforge.report.measure;

import io.resforge.report.run.Predictions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An image that was taken for another class.
 *
 * @param image its place in the set
 * @param truth the class it belongs to
 * @param predicted the class it was taken for
 * @param confidence how sure the network was, from 0 to 1
 */
public record Mistake(int image, int truth, int predicted, double confidence) {

    /** The mistakes that the network was surest of, surest first, at most {@code limit} of them. */
    public static List<Mistake> mostConfident(Predictions predictions, int limit) {
        return IntStream.range(0, predictions.size())
                .filter(image -> predictions.predicted(image) != predictions.truth(image))
                .mapToObj(image -> new Mistake(
                        image, predictions.truth(image), predictions.predicted(image), predictions.confidence(image)))
                .sorted(Comparator.comparingDouble(Mistake::confidence)
                        .reversed()
                        .thenComparingInt(Mistake::image))
                .limit(limit)
                .toList();
    }
}
