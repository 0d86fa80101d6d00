package io.resforge.training.dataset;

import io.resforge.network.image.ImageShape;
import java.util.stream.IntStream;

/**
 * Images and their classes. The arrays are not copied, since they may fill much of the memory: nobody writes to them.
 *
 * @param shape of each image
 * @param pixels {@code [count, height, width, channels]}, one byte each
 * @param labels the class index of each image, at least 0
 */
public record LabelledImages(ImageShape shape, byte[] pixels, int[] labels) {

    public LabelledImages {
        if (pixels.length != (long) labels.length * shape.bytes()) {
            throw new IllegalArgumentException("%d images of %d bytes need %d bytes of pixels, got %d"
                    .formatted(labels.length, shape.bytes(), (long) labels.length * shape.bytes(), pixels.length));
        }
        if (IntStream.of(labels).anyMatch(label -> label < 0)) {
            throw new IllegalArgumentException("labels must be at least 0");
        }
    }

    public int count() {
        return labels.length;
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

    /** Where the pixels of an image begin. */
    public int offset(int image) {
        return image * shape.bytes();
    }
}
