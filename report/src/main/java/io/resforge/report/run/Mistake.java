package io.resforge.report.run;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An image that was taken for another class.
 *
 * @param place its place in the set
 * @param truth the class it belongs to
 * @param predicted the class it was taken for
 * @param confidence how sure the network was, from 0 to 1
 * @param image the image as an address that holds it; null where there is nothing to show
 */
public record Mistake(int place, int truth, int predicted, double confidence, String image) {

    /** The mistakes that the network was surest of, surest first, at most {@code limit} of them. */
    public static List<Mistake> mostConfident(Predictions predictions, int limit) {
        return IntStream.range(0, predictions.size())
                .filter(image -> predictions.predicted(image) != predictions.truth(image))
                .boxed()
                .sorted(Comparator.comparingDouble((Integer image) -> predictions.confidence(image))
                        .reversed()
                        .thenComparing(Comparator.naturalOrder()))
                .limit(limit)
                .map(image -> of(predictions, image))
                .toList();
    }

    private static Mistake of(Predictions predictions, int image) {
        return new Mistake(
                image,
                predictions.truth(image),
                predictions.predicted(image),
                predictions.confidence(image),
                predictions.image(image).map(Png::address).orElse(null));
    }
}
