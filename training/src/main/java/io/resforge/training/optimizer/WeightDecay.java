package io.resforge.training.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * L2 as a term of the gradient: {@code g ← g + λ · mask · w}, the gradient of {@code λ/2 · ‖w‖²} over the masked elements. That is
 * PyTorch's {@code weight_decay}; Keras's {@code l2(x)} penalises {@code x · ‖w‖²} and so equals a λ of {@code 2x}.
 */
public final class WeightDecay {

    private final NDArray factors;

    /**
     * A decay of some elements.
     *
     * @param mask 1 for each element that decays, 0 for the others
     */
    public WeightDecay(double lambda, float[] mask, NDManager manager) {
        this.factors = manager.create(mask).muli(lambda);
    }

    /** Adds the decay of the parameters to their gradient. */
    public void addTo(NDArray gradient, NDArray parameters) {
        try (NDArray decay = parameters.mul(factors)) {
            gradient.addi(decay);
        }
    }
}
