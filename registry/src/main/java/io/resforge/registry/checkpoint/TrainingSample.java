package io.resforge.registry.checkpoint;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.layout.Weights.NamedTensor;
import io.resforge.registry.safetensors.Safetensors;
import io.resforge.registry.safetensors.Safetensors.ByteTensor;
import io.resforge.registry.safetensors.Safetensors.TensorFile;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/**
 * Some of the images that a version has learnt, small, with what its network makes of each just before the last layer: the file
 * {@value Manifest#SAMPLE} of a version. The arrays are not copied, and must not be written to.
 *
 * @param image shape of the small images
 * @param length numbers that the network makes of an image
 * @param features {@code [count, length]}
 * @param labels the class index of each image
 * @param pixels {@code [count, height, width, channels]}, one byte each
 */
public record TrainingSample(ImageShape image, int length, float[] features, int[] labels, byte[] pixels) {

    /** Most images. */
    public static final int MOST_IMAGES = 10_000;

    /** Longest side of the small images. */
    public static final int LONGEST_SIDE = 32;

    /** Most bytes of the file. */
    public static final int MOST_BYTES = 64 << 20;

    private static final String FEATURES = "features";
    private static final String LABELS = "labels";
    private static final String IMAGES = "images";

    /** An image that is near another one: its place in the sample, and the cosine between both's features, from -1 to 1. */
    public record Neighbour(int index, double similarity) {}

    public TrainingSample {
        int count = labels.length;
        if (count < 1 || count > MOST_IMAGES) {
            throw new IllegalArgumentException(
                    "a sample has from 1 to " + MOST_IMAGES + " training images, was " + count);
        }
        if (length < 1 || features.length != (long) count * length || pixels.length != (long) count * image.bytes()) {
            throw new IllegalArgumentException("a sample of " + count + " images of " + image.text() + " with " + length
                    + " features each cannot have " + features.length + " features and " + pixels.length + " bytes");
        }
        if (Math.max(image.height(), image.width()) > LONGEST_SIDE) {
            throw new IllegalArgumentException(
                    "the images of a sample have sides of at most " + LONGEST_SIDE + " pixels, was " + image.text());
        }
        for (float feature : features) {
            if (!Float.isFinite(feature)) {
                throw new IllegalArgumentException("a feature is " + feature + ", all must be finite numbers");
            }
        }
    }

    /** Images that it has. */
    public int count() {
        return labels.length;
    }

    /** The images whose features point most nearly in the same direction, the nearest first. */
    public List<Neighbour> nearest(float[] query, int most) {
        if (query.length != length) {
            throw new IllegalArgumentException(
                    "the sample has " + length + " features an image, the query has " + query.length);
        }
        // Of equal ones the first image goes before the others.
        Comparator<Neighbour> order = Comparator.comparingDouble(Neighbour::similarity)
                .thenComparing(Comparator.comparingInt(Neighbour::index).reversed());
        PriorityQueue<Neighbour> best = new PriorityQueue<>(order);
        double norm = Math.sqrt(dot(query, 0, query));
        for (int image = 0; image < count(); image++) {
            best.add(new Neighbour(image, similarity(query, norm, image)));
            if (best.size() > most) {
                best.poll();
            }
        }
        return best.stream().sorted(order.reversed()).toList();
    }

    private double similarity(float[] query, double norm, int image) {
        int from = image * length;
        double own = 0;
        for (int i = from; i < from + length; i++) {
            own += (double) features[i] * features[i];
        }
        double lengths = norm * Math.sqrt(own);
        return lengths == 0 ? 0 : dot(features, from, query) / lengths;
    }

    private static double dot(float[] all, int from, float[] query) {
        double sum = 0;
        for (int i = 0; i < query.length; i++) {
            sum += (double) all[from + i] * query[i];
        }
        return sum;
    }

    /** Writes the file, equal content as equal bytes. */
    byte[] encode() {
        float[] classes = new float[count()];
        IntStream.range(0, count()).forEach(i -> classes[i] = labels[i]);
        byte[] file = Safetensors.encode(new TensorFile(
                List.of(
                        new NamedTensor(FEATURES, List.of(count(), length), features),
                        new NamedTensor(LABELS, List.of(count()), classes)),
                List.of(new ByteTensor(
                        IMAGES, List.of(count(), image.height(), image.width(), image.channels()), pixels)),
                Map.of()));
        if (file.length > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "a sample of " + file.length + " bytes is too large, at most " + MOST_BYTES + " are possible");
        }
        return file;
    }

    /** Reads a file; throws IllegalArgumentException if it is none of a model with so many classes. */
    static TrainingSample decode(byte[] file, int classes) {
        TensorFile content = Safetensors.decode(file);
        if (content.tensors().size() != 2 || content.bytes().size() != 1) {
            throw new IllegalArgumentException(
                    "it must have the tensors " + FEATURES + ", " + LABELS + " and " + IMAGES);
        }
        NamedTensor features = content.tensors().get(0);
        NamedTensor labels = content.tensors().get(1);
        ByteTensor images = content.bytes().getFirst();
        require(features.name(), FEATURES, features.shape(), 2);
        require(labels.name(), LABELS, labels.shape(), 1);
        require(images.name(), IMAGES, images.shape(), 4);
        ImageShape shape = new ImageShape(
                images.shape().get(3), images.shape().get(1), images.shape().get(2));
        return new TrainingSample(
                shape, features.shape().get(1), features.values(), indices(labels.values(), classes), images.values());
    }

    private static void require(String name, String expected, List<Integer> shape, int dimensions) {
        if (!name.equals(expected) || shape.size() != dimensions) {
            throw new IllegalArgumentException("it must have a tensor " + expected + " of " + dimensions
                    + " dimensions, has " + name + " of shape " + shape);
        }
    }

    private static int[] indices(float[] labels, int classes) {
        int[] indices = new int[labels.length];
        for (int i = 0; i < labels.length; i++) {
            indices[i] = (int) labels[i];
            if (indices[i] != labels[i] || indices[i] < 0 || indices[i] >= classes) {
                throw new IllegalArgumentException(
                        "a label is " + labels[i] + ", the model has " + classes + " classes, counted from 0");
            }
        }
        return indices;
    }
}
