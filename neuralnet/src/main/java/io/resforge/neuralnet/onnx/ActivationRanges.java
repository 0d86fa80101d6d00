package io.resforge.neuralnet.onnx;

import java.util.List;

/**
 * The smallest and the largest number that each node of a folded network put out for some images, in the order of its nodes. The numbers
 * of the first are the pixels as its readers take them.
 *
 * @param lows finite, one for each node
 * @param highs finite, one for each node, none below its low
 */
public record ActivationRanges(List<Float> lows, List<Float> highs) {

    /** @throws IllegalArgumentException if the lists do not fit each other, or a number is not finite */
    public ActivationRanges {
        lows = List.copyOf(lows);
        highs = List.copyOf(highs);
        if (lows.size() != highs.size()) {
            throw new IllegalArgumentException("ranges must have a high for each low, there were " + lows.size()
                    + " lows and " + highs.size() + " highs");
        }
        for (int node = 0; node < lows.size(); node++) {
            float low = lows.get(node);
            float high = highs.get(node);
            if (!Float.isFinite(low) || !Float.isFinite(high) || low > high) {
                throw new IllegalArgumentException(
                        "a range must be of finite numbers, the low first, was " + low + " to " + high);
            }
        }
    }
}
