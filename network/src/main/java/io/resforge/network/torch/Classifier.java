package io.resforge.network.torch;

import io.resforge.network.graph.Graph;
import io.resforge.network.image.Normalisation;
import io.resforge.network.layout.Weights;

/**
 * A network ready to classify: batch norm folded into the convolutions, weights in native memory that {@link #close} frees.
 * Several threads may call it at once. Networks of the same graph share one compiled script, so that loading new weights
 * compiles nothing.
 */
public final class Classifier implements AutoCloseable {

    private Classifier() {}

    /** Loads weights for a network; {@link TorchRuntime#start} must have been called. */
    public static Classifier load(Graph graph, Weights weights, Normalisation normalisation) {
        throw new UnsupportedOperationException();
    }

    /**
     * Classifies images.
     *
     * @param pixels {@code [count, height, width, channels]}, one byte each
     * @return the logits, {@code [count * classes]}
     */
    public float[] logits(byte[] pixels, int count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
