package io.resforge.training.loop;

import io.resforge.neuralnet.image.Normalisation;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.training.dataset.LabelledImages;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * What came of training.
 *
 * @param epoch the best on the held-out images; the last, where they are few and none before is better by more than chance
 * @param weights of that epoch; their average where the recipe asks for one
 * @param normalisation of the pixels, as the training images have it
 * @param trainingImages how many were learnt from
 * @param heldOut how these weights classify the held-out images
 * @param heldOutFlips the same by the mean of each image's logits and its mirror image's, if asked for
 * @param test how they classify the test images, if there are any
 * @param testFlips the same by the mean of each image's logits and its mirror image's, if asked for
 */
public record TrainingResult(
        int epoch,
        Weights weights,
        Normalisation normalisation,
        int trainingImages,
        Evaluation heldOut,
        Optional<Evaluation> heldOutFlips,
        Optional<Evaluation> test,
        Optional<Evaluation> testFlips) {

    private static final int GOLDEN_A_CLASS = 2;

    /** An image, {@code height × width × channels} bytes, and its logits. */
    public record GoldenImage(byte[] pixels, float[] logits) {}

    /** Share of the held-out images classified correctly. */
    public double heldOutAccuracy() {
        return heldOut.accuracy();
    }

    /** Share of the test images classified correctly; empty without test images. */
    public OptionalDouble testAccuracy() {
        return accuracy(test);
    }

    /** Share of each class among the predictions for the held-out images. */
    public List<Double> classBaseline() {
        return heldOut.baseline();
    }

    /** How many images were held out. */
    public int heldOutImages() {
        return heldOut.images().count();
    }

    /** The first held-out images of each class, with their logits. */
    public List<GoldenImage> golden() {
        LabelledImages images = heldOut.images();
        return IntStream.range(0, heldOut.baseline().size())
                .boxed()
                .flatMap(label -> IntStream.range(0, images.count())
                        .filter(image -> images.labels()[image] == label)
                        .limit(GOLDEN_A_CLASS)
                        .boxed())
                .map(image -> new GoldenImage(pixels(images, image), heldOut.logits(image)))
                .toList();
    }

    static OptionalDouble accuracy(Optional<Evaluation> evaluation) {
        return evaluation.map(it -> OptionalDouble.of(it.accuracy())).orElse(OptionalDouble.empty());
    }

    private static byte[] pixels(LabelledImages images, int image) {
        return Arrays.copyOfRange(images.pixels(), images.offset(image), images.offset(image + 1));
    }
}
