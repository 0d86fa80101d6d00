package io.resforge.training.optimizer;

import ai.djl.ndarray.NDArray;
import io.resforge.training.optimizer.Optimizer.Rule;
import io.resforge.training.recipe.OptimizerSpec;

/**
 * Adagrad (Duchi et al., 2011) as PyTorch defines it:
 *
 * <pre>
 * s ← s + g²
 * w ← w − rate · g / (√s + ε)
 * </pre>
 */
final class Adagrad implements Rule {

    private final NDArray epsilon;
    private final NDArray sum;
    private final Sgd descent;

    Adagrad(OptimizerSpec.Adagrad spec, OptimizerSlots slots, long length) {
        this.epsilon = slots.number(spec.epsilon());
        this.sum = slots.vector("sum", length, spec.initial());
        this.descent = new Sgd(new OptimizerSpec.Sgd(0, false), slots, length);
    }

    @Override
    public void move(NDArray parameters, NDArray gradient, double rate, long step) {
        try (NDArray squared = gradient.square()) {
            sum.addi(squared);
        }
        try (NDArray deviation = sum.sqrt()) {
            gradient.divi(deviation.addi(epsilon));
        }
        descent.move(parameters, gradient, rate, step);
    }
}
