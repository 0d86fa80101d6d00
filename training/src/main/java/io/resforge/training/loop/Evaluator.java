package io.resforge.training.loop;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.Normalisation;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.torch.Classifier;
import io.resforge.training.dataset.LabelledImages;
import java.util.Optional;

/**
 * Says how good weights are, by classifying images exactly as they will be served.
 *
 * @param normalisation of the pixels
 * @param heldOut images to choose the best epoch by
 * @param test images for the one test at the end
 * @param flips whether mirror images are classified too
 */
record Evaluator(
        Graph graph,
        Normalisation normalisation,
        LabelledImages heldOut,
        Optional<LabelledImages> test,
        boolean flips) {

    /**
     * What came of one set of images.
     *
     * @param plain by the images as they are
     * @param flipped by the mean of the logits of each image and its mirror image, if asked for
     */
    record Judgement(Evaluation plain, Optional<Evaluation> flipped) {}

    Judgement onHeldOut(Weights weights) throws InterruptedException {
        return evaluate(weights, heldOut);
    }

    /** Empty without test images. */
    Optional<Judgement> onTest(Weights weights) throws InterruptedException {
        return test.isEmpty() ? Optional.empty() : Optional.of(evaluate(weights, test.get()));
    }

    /** Images that are classified after each epoch, mirror images counted too. */
    int imagesAnEpoch() {
        return heldOut.count() * (flips ? 2 : 1);
    }

    /** Images that are classified in the test, mirror images counted too. */
    int testImages() {
        return test.map(LabelledImages::count).orElse(0) * (flips ? 2 : 1);
    }

    private Judgement evaluate(Weights weights, LabelledImages images) throws InterruptedException {
        try (Classifier classifier = Classifier.load(graph, weights, normalisation)) {
            Evaluation plain = Evaluation.of(classifier, images, graph.classes());
            if (!flips) {
                return new Judgement(plain, Optional.empty());
            }
            Evaluation mirrored = Evaluation.of(classifier, MirrorImages.of(images), graph.classes());
            return new Judgement(plain, Optional.of(plain.averagedWith(mirrored)));
        }
    }

    /** Images with left and right exchanged. */
    static final class MirrorImages {

        private MirrorImages() {}

        static LabelledImages of(LabelledImages images) {
            ImageShape shape = images.shape();
            int channels = shape.channels();
            int row = shape.width() * channels;
            byte[] pixels = images.pixels();
            byte[] mirrored = new byte[pixels.length];
            for (int start = 0; start < pixels.length; start += row) {
                for (int column = 0; column < shape.width(); column++) {
                    int to = start + (shape.width() - 1 - column) * channels;
                    System.arraycopy(pixels, start + column * channels, mirrored, to, channels);
                }
            }
            return new LabelledImages(shape, mirrored, images.labels());
        }
    }
}
