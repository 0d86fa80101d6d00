package io.resforge.training.dataset;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Chooses some of the training images, as many of each class as of any other, by the digests of their pixels. A smaller choice is part
 * of a larger one. {@link Split} holds out none of a choice that it would not hold out of all images, and the other way round: so weights
 * learnt from a part can be trained further on the whole without that its best epoch is chosen by images already learnt.
 */
final class Subset {

    private Subset() {}

    /**
     * Chooses.
     *
     * @param count at least 1 and at most all; classes that have too few images give all they have, and the others more
     * @return indices of images, rising
     */
    static int[] of(LabelledImages images, int count) {
        SortedMap<Integer, List<Integer>> ranked = PixelDigestOrder.of(images);
        Map<Integer, Integer> shares = shares(ranked, count);
        return ranked.entrySet().stream()
                .flatMap(ofClass -> choose(ofClass.getValue(), shares.get(ofClass.getKey())))
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
    }

    /** How many of each class: the smallest class first, so that the rest can be shared among the larger ones. */
    private static Map<Integer, Integer> shares(SortedMap<Integer, List<Integer>> ranked, int count) {
        List<Map.Entry<Integer, List<Integer>>> smallestFirst = ranked.entrySet().stream()
                .sorted(Comparator.comparingInt(ofClass -> ofClass.getValue().size()))
                .toList();
        Map<Integer, Integer> shares = new HashMap<>();
        int left = count;
        for (int i = 0; i < smallestFirst.size(); i++) {
            Map.Entry<Integer, List<Integer>> ofClass = smallestFirst.get(i);
            int share = Math.min(ofClass.getValue().size(), left / (smallestFirst.size() - i));
            shares.put(ofClass.getKey(), share);
            left -= share;
        }
        return shares;
    }

    /** Takes the held-out ones from those that are held out of all, and the others from the others. */
    private static Stream<Integer> choose(List<Integer> ofClass, int count) {
        if (count == 0) {
            return Stream.empty();
        }
        int held = Split.held(count);
        int first = Split.held(ofClass.size());
        return IntStream.concat(IntStream.range(0, held), IntStream.range(first, first + count - held))
                .mapToObj(ofClass::get);
    }
}
