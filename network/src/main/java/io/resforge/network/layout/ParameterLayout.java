package io.resforge.network.layout;

import io.resforge.network.graph.Graph;
import java.util.Collection;
import java.util.List;

/** Where each parameter of a network lies in its flat vectors. */
public final class ParameterLayout {

    /** The layout of a network. */
    public static ParameterLayout of(Graph graph) {
        throw new UnsupportedOperationException();
    }

    /** Length of the parameter vector. */
    public int parameterCount() {
        throw new UnsupportedOperationException();
    }

    /** Length of the statistics vector. */
    public int statisticCount() {
        throw new UnsupportedOperationException();
    }

    /** 1 for each element of a kernel (convolution or dense), 0 for biases and batch norm: where L2 acts. */
    public float[] kernelMask() {
        throw new UnsupportedOperationException();
    }

    /** Takes the flat vectors apart into named tensors. */
    public List<NamedTensor> split(Weights weights) {
        throw new UnsupportedOperationException();
    }

    /**
     * Puts named tensors together again.
     *
     * @throws IllegalArgumentException if one is missing, unknown, or of another shape than the network's
     */
    public Weights join(Collection<NamedTensor> tensors) {
        throw new UnsupportedOperationException();
    }
}
