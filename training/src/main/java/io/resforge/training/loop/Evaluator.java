package io.resforge.training.loop;

import io.resforge.network.graph.Graph;
import io.resforge.network.image.Normalisation;
import io.resforge.network.layout.Weights;
import io.resforge.network.torch.Classifier;
import io.resforge.training.dataset.LabelledImages;
import java.util.Optional;

/**
 * Says how good weights are, by classifying images exactly as they will be served.
 *
 * @param normalisation of the pixels
 * @param heldOut images to choose the best epoch by
 * @param test images for the one test at the end
 */
record Evaluator(Graph graph, Normalisation normalisation, LabelledImages heldOut, Optional<LabelledImages> test) {

    Evaluation onHeldOut(Weights weights) throws InterruptedException {
        return evaluate(weights, heldOut);
    }

    /** Empty without test images. */
    Optional<Evaluation> onTest(Weights weights) throws InterruptedException {
        return test.isEmpty() ? Optional.empty() : Optional.of(evaluate(weights, test.get()));
    }

    /** Images that are classified in a run of so many epochs. */
    long images(int epochs) {
        return (long) epochs * heldOut.count() + test.map(LabelledImages::count).orElse(0);
    }

    private Evaluation evaluate(Weights weights, LabelledImages images) throws InterruptedException {
        try (Classifier classifier = Classifier.load(graph, weights, normalisation)) {
            return Evaluation.of(classifier, images, graph.classes());
        }
    }
}
