package io.resforge.training.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.resforge.training.optimizer.OptimizerState.OptimizerSlots;

/**
 * Scales a gradient down to a largest norm, as PyTorch's {@code clip_grad_norm_} does: {@code g ← g · min(1, most / (‖g‖ + 1e-6))}.
 * Nothing here waits for a result, so that a GPU need not pause.
 */
public final class GradientClip {

    private final NDArray most;
    private final NDArray one;
    private final NDArray tiny;

    /**
     * A clip.
     *
     * @param most the largest norm, above 0
     * @throws IllegalArgumentException if it is not above 0
     */
    public GradientClip(double most, NDManager manager) {
        if (!(most > 0)) {
            throw new IllegalArgumentException("the largest norm of a gradient must be above 0, was " + most);
        }
        OptimizerSlots slots = new OptimizerSlots(manager);
        this.most = slots.number(most);
        this.one = slots.number(1);
        this.tiny = slots.number(1e-6);
    }

    /** The Euclidean norm of a gradient, {@code √Σ gᵢ²}, as a native number; it belongs to the gradient's manager. */
    public static NDArray norm(NDArray gradient) {
        return gradient.norm(false);
    }

    /**
     * Scales a gradient in place if its norm is larger than the largest.
     *
     * @param gradient fp32 {@code [n]}
     * @return its norm before, as a native number; it belongs to the gradient's manager
     */
    public NDArray apply(NDArray gradient) {
        NDArray norm = norm(gradient);
        try (NDArray safe = norm.add(tiny);
                NDArray scale = most.div(safe);
                NDArray atMostOne = scale.minimum(one)) {
            gradient.muli(atMostOne);
        }
        return norm;
    }
}
