package io.resforge.report.run;

import io.resforge.neuralnet.logits.Softmax;
import io.resforge.report.run.Require.Printable;
import java.util.Optional;
import java.util.function.IntFunction;

/** What the chosen network said about each image of a set whose classes are known. */
public final class Predictions {

    private final String set;
    private final int classes;
    private final int[] truth;
    private final int[] predicted;
    private final float[] confidence;
    private final IntFunction<Optional<RgbImage>> images;

    private Predictions(String set, int classes, int[] truth, float[] logits, IntFunction<Optional<RgbImage>> images) {
        this.set = set;
        this.classes = classes;
        this.truth = truth;
        this.images = images;
        this.predicted = new int[truth.length];
        this.confidence = new float[truth.length];
        for (int image = 0; image < truth.length; image++) {
            predicted[image] = Softmax.likeliest(logits, image * classes, classes);
            confidence[image] = (float) (1 / Softmax.sum(logits, image * classes, classes));
        }
    }

    /**
     * Predictions from the outputs of a network, before softmax.
     *
     * @param set name of the set of images, as {@code test} or {@code held-out}
     * @param classes number of classes, at least 2
     * @param truth class of each image, from 0
     * @param logits one row of outputs an image, row after row, finite
     * @param images gives an image by its place in the set, or empty where there is nothing to show; asked only for
     *     the few images that are shown
     */
    public static Predictions fromLogits(
            String set, int classes, int[] truth, float[] logits, IntFunction<Optional<RgbImage>> images) {
        check(set, classes, truth, logits);
        return new Predictions(Printable.line(set), classes, truth.clone(), logits, images);
    }

    /** The number of images. */
    public int size() {
        return truth.length;
    }

    /** The number of classes. */
    public int classes() {
        return classes;
    }

    /** The name of the set of images. */
    public String set() {
        return set;
    }

    /** The class that an image belongs to. */
    public int truth(int image) {
        return truth[image];
    }

    /** The class that the network finds likeliest; the lower one where two are equal. */
    public int predicted(int image) {
        return predicted[image];
    }

    /** The probability of the predicted class, from 1/classes to 1. */
    public double confidence(int image) {
        return confidence[image];
    }

    /** The image itself; empty where there is nothing to show. */
    public Optional<RgbImage> image(int image) {
        return images.apply(image);
    }

    private static void check(String set, int classes, int[] truth, float[] logits) {
        Require.notBlank("name of the set of images", set);
        Require.atLeast("number of classes", 2, classes);
        Require.atLeast("number of predictions", 1, truth.length);
        if (logits.length != (long) truth.length * classes) {
            throw new IllegalArgumentException(truth.length + " images of " + classes + " classes have "
                    + (long) truth.length * classes + " outputs, was given " + logits.length);
        }
        for (int label : truth) {
            if (label < 0 || label >= classes) {
                throw new IllegalArgumentException("a class must be from 0 to " + (classes - 1) + ", was " + label);
            }
        }
        for (float logit : logits) {
            if (!Float.isFinite(logit)) {
                throw new IllegalArgumentException("the outputs of a network must be finite, one was " + logit);
            }
        }
    }

    /**
     * An image to look at.
     *
     * @param height rows, at least 1
     * @param width pixels a row, at least 1
     * @param rgb height × width × 3 bytes: rows from the top, pixels from the left, red green blue; kept as given, not
     *     copied
     */
    public record RgbImage(int height, int width, byte[] rgb) {

        public RgbImage {
            Require.atLeast("height", 1, height);
            Require.atLeast("width", 1, width);
            long expected = 3L * height * width;
            if (rgb.length != expected) {
                throw new IllegalArgumentException("an RGB image of " + height + " × " + width + " has " + expected
                        + " bytes, was given " + rgb.length);
            }
        }

        /** An image of height × width bytes from 0, black, to 255, white. */
        public static RgbImage grey(int height, int width, byte[] grey) {
            byte[] rgb = new byte[Math.multiplyExact(grey.length, 3)];
            for (int i = 0; i < rgb.length; i++) {
                rgb[i] = grey[i / 3];
            }
            return new RgbImage(height, width, rgb);
        }
    }
}
