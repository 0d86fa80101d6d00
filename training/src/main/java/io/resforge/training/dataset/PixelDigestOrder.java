package io.resforge.training.dataset;

import io.resforge.neuralnet.text.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Orders the images of each class by the digest of their pixels: as good as by chance, but the same whatever the files' order. */
final class PixelDigestOrder {

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
