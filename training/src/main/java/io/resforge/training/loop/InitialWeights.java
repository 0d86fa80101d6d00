package io.resforge.training.loop;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.image.Normalisation;
import io.resforge.neuralnet.image.Normaliser;
import io.resforge.neuralnet.layout.HeInitialisation;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.layout.Whitening;
import io.resforge.training.dataset.LabelledImages;
import io.resforge.training.dataset.Split;
import java.util.Optional;

/** What a run begins with: the weights that it was given, which stay as they came, or fresh ones. */
final class InitialWeights {

    /** As many as the program of arXiv 2404.00498 takes. */
    private static final int WHITENING_IMAGES = 5000;

    private final Graph graph;
    private final LabelledImages images;
    private final boolean fresh;
    private final Weights weights;

    /** @throws IllegalArgumentException if weights that were given do not fit the graph */
    InitialWeights(Graph graph, LabelledImages images, Optional<Weights> given, long seed) {
        ParameterLayout layout = ParameterLayout.of(graph);
        this.graph = graph;
        this.images = images;
        this.fresh = given.isEmpty();
        this.weights = given.map(layout::checkLengths).orElseGet(() -> HeInitialisation.weights(layout, seed));
    }

    /** The weights, as far as they do not depend on the images. */
    Weights weights() {
        return weights;
    }

    /** The weights; fresh ones have their whitened kernels by some of the training images, evenly out of all. */
    Weights fittedTo(Split split, Normalisation normalisation) {
        if (!fresh || !Whitening.isNeeded(graph)) {
            return weights;
        }
        Normaliser normaliser = normalisation.normaliser(images.shape());
        int all = split.training().length;
        int count = Math.min(WHITENING_IMAGES, all);
        float[] image = new float[images.shape().bytes()];
        return Whitening.fill(
                graph,
                weights,
                i -> {
                    int chosen = split.training()[Math.toIntExact((long) i * all / count)];
                    normaliser.apply(images.pixels(), images.offset(chosen), image);
                    return image;
                },
                count);
    }
}
