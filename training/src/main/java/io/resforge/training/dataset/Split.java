package io.resforge.training.dataset;

import io.resforge.neuralnet.text.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which of the training images are learnt from, and which are held out to choose the best epoch by: a tenth of each class, at
 * least one, so 45,000 and 5,000 of CIFAR-10's.
 *
 * <p>An image is held out if the digest of its pixels is among the smallest of its class. So the selection depends neither on the
 * seed of a run nor on the order of the files: a run that goes on from another's weights never chooses its best epoch by images
 * that the other has learnt, and a data set that grows keeps nearly all of its held-out images.
 *
 * @param training indices to learn from, rising
 * @param heldOut indices held out, rising
 */
public record Split(int[] training, int[] heldOut) {

    private static final int SHARE = 10;

    /** Selects the held-out images; each class has at least two. */
    public static Split of(LabelledImages images) {
        boolean[] out = new boolean[images.count()];
        PixelDigestOrder.of(images).values().forEach(ofClass -> ofClass.subList(0, held(ofClass.size()))
                .forEach(image -> out[image] = true));
        return new Split(
                IntStream.range(0, out.length).filter(i -> !out[i]).toArray(),
                IntStream.range(0, out.length).filter(i -> out[i]).toArray());
    }

    /**
     * Some of the images to learn from: as many of each class as of any other where there are enough, evenly spread over their order.
     *
     * @param images that were split
     * @param most how many at most
     * @return indices, rising
     */
    public int[] sample(LabelledImages images, int most) {
        SortedMap<Integer, List<Integer>> byClass = IntStream.of(training)
                .boxed()
                .collect(Collectors.groupingBy(i -> images.labels()[i], TreeMap::new, Collectors.toList()));
        Map<Integer, Integer> shares = Subset.shares(byClass, Math.min(most, training.length));
        return byClass.entrySet().stream()
                .flatMap(ofClass -> spread(ofClass.getValue(), shares.get(ofClass.getKey())))
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
    }

    private static Stream<Integer> spread(List<Integer> indices, int count) {
        return IntStream.range(0, count).mapToObj(i -> indices.get((int) ((long) i * indices.size() / count)));
    }

    /** How many of a class's images are held out. */
    static int held(int ofClass) {
        return Math.max(1, Math.round((float) ofClass / SHARE));
    }

    /**
     * Chooses some of the training images, as many of each class as of any other, by the digests of their pixels. A smaller choice is part
     * of a larger one. {@link Split} holds out none of a choice that it would not hold out of all images, and the other way round: so weights
     * learnt from a part can be trained further on the whole without that its best epoch is chosen by images already learnt.
     */
    static final class Subset {

        private Subset() {}

        /**
         * Chooses.
         *
         * @param count at least 1 and at most all; classes that have too few images give all they have, and the others more
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
                    .sorted(Comparator.comparingInt(
                            ofClass -> ofClass.getValue().size()))
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

    /** Orders the images of each class by the digest of their pixels: as good as by chance, but the same whatever the files' order. */
    private static final class PixelDigestOrder {

        private PixelDigestOrder() {}

        /** The indices of each class's images in that order, by label. */
        static SortedMap<Integer, List<Integer>> of(LabelledImages images) {
            return IntStream.range(0, images.count())
                    .parallel()
                    .mapToObj(i -> new Ranked(i, images.labels()[i], digest(images, i)))
                    .sorted(Comparator.comparingLong(Ranked::digest).thenComparingInt(Ranked::image))
                    .collect(Collectors.groupingBy(
                            Ranked::label, TreeMap::new, Collectors.mapping(Ranked::image, Collectors.toList())));
        }

        private record Ranked(int image, int label, long digest) {}

        private static long digest(LabelledImages images, int image) {
            MessageDigest sha256 = Sha256.begin();
            sha256.update(images.pixels(), images.offset(image), images.shape().bytes());
            return ByteBuffer.wrap(sha256.digest()).getLong();
        }
    }
}
