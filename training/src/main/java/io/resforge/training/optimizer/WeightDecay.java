package io.resforge.training.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.resforge.training.optimizer.OptimizerState.OptimizerSlots;

/**
 * Pulls some of the parameters towards 0, either way just before the optimizer's step:
 *
 * <ul>
 *   <li>L2, as a term of the gradient: {@code g ← g + λ · mask ⊙ w}, the gradient of {@code λ/2 · ‖w‖²} over the masked elements. That
 *       is PyTorch's {@code weight_decay}; Keras's {@code l2(x)} penalises {@code x · ‖w‖²} and so equals a λ of {@code 2x}.
 *   <li>Decoupled from the gradient (arXiv 1711.05101, as in PyTorch's AdamW): {@code w ← w − rate · λ · mask ⊙ w}.
 * </ul>
 */
public final class WeightDecay {

    private final boolean decoupled;
    private final boolean none;
    private final NDArray factors;
    private final OptimizerSlots slots;

    /**
     * A decay of some elements.
     *
     * @param lambda at least 0; 0 does nothing
     * @param decoupled whether the parameters themselves are moved rather than their gradient
     * @param mask 1 for each element that decays, 0 for the others
     */
    public WeightDecay(double lambda, boolean decoupled, float[] mask, NDManager manager) {
        this.decoupled = decoupled;
        this.none = lambda == 0;
        this.factors = manager.create(mask).muli(lambda);
        this.slots = new OptimizerSlots(manager);
    }

    /**
     * Changes the parameters or their gradient in place.
     *
     * @param rate the learning rate of the step that follows
     */
    public void apply(NDArray parameters, NDArray gradient, double rate) {
        if (none) {
            return;
        }
        try (NDArray decay = parameters.mul(factors)) {
            if (!decoupled) {
                gradient.addi(decay);
                return;
            }
            try (NDArray factor = slots.number(rate)) {
                parameters.subi(decay.muli(factor));
            }
        }
    }
}
