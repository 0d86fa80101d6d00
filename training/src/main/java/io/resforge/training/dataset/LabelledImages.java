package io.resforge.training.dataset;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.Resizer;
import io.resforge.training.dataset.Dataset.Digest;
import io.resforge.training.dataset.Split.Subset;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Images and their classes. The arrays are not copied, since they may fill much of the memory; they must not be written to.
 *
 * @param shape of each image
 * @param pixels {@code [count, height, width, channels]}, one byte each
 * @param labels the class index of each image, at least 0
 */
public record LabelledImages(ImageShape shape, byte[] pixels, int[] labels) {

    public LabelledImages {
        if (pixels.length != (long) labels.length * shape.bytes()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%d images of %d bytes need %d bytes of pixels, got %d",
                    labels.length,
                    shape.bytes(),
                    (long) labels.length * shape.bytes(),
                    pixels.length));
        }
        if (IntStream.of(labels).anyMatch(label -> label < 0)) {
            throw new IllegalArgumentException("labels must be at least 0");
        }
    }

    /**
     * Black images of class 0, to be filled.
     *
     * @throws InvalidDataset if they do not fit into an array
     */
    static LabelledImages empty(ImageShape shape, long count) {
        long bytes = count * shape.bytes();
        if (bytes > MOST_BYTES) {
            throw InvalidDataset.of(
                    "%d images of %s need %d bytes; allowed are %d, so choose a smaller image",
                    count, shape.text(), bytes, MOST_BYTES);
        }
        return new LabelledImages(shape, new byte[(int) bytes], new int[(int) count]);
    }

    /** What the largest array of a Java virtual machine holds. */
    private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

    public int count() {
        return labels.length;
    }

    /** SHA-256 over the shape, the pixels and the class indices, in hexadecimal. */
    public String digest() {
        return Digest.of(this);
    }

    /** The same images with other class indices: {@code to[label]} for each label. */
    public LabelledImages relabelled(int[] to) {
        return new LabelledImages(
                shape, pixels, IntStream.of(labels).map(label -> to[label]).toArray());
    }

    /** A copy of some of the images, in the order of their indices. */
    public LabelledImages select(int[] which) {
        byte[] selected = new byte[which.length * shape.bytes()];
        int[] classes = new int[which.length];
        for (int i = 0; i < which.length; i++) {
            System.arraycopy(pixels, offset(which[i]), selected, i * shape.bytes(), shape.bytes());
            classes[i] = labels[which[i]];
        }
        return new LabelledImages(shape, selected, classes);
    }

    /**
     * So many of the images, as many of each class as of any other where there are enough, in their order; the same ones whenever
     * it is asked.
     */
    LabelledImages subset(int count) {
        return select(Subset.of(this, count));
    }

    /**
     * The images in another shape: scaled, grey repeated for each colour, colour turned into its brightness, as
     * {@link Resizer} says.
     */
    public LabelledImages resized(ImageShape to) {
        if (to.equals(shape)) {
            return this;
        }
        Resizer resizer = new Resizer(shape, to);
        LabelledImages resized = empty(to, count());
        IntStream.range(0, count()).parallel().forEach(i -> {
            resized.labels[i] = labels[i];
            System.arraycopy(resizer.resize(pixels, offset(i)), 0, resized.pixels, resized.offset(i), to.bytes());
        });
        return resized;
    }

    /** Where the pixels of an image begin. */
    public int offset(int image) {
        return image * shape.bytes();
    }
}
