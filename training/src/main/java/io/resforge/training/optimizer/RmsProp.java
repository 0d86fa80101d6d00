package io.resforge.training.optimizer;

import ai.djl.ndarray.NDArray;
import io.resforge.training.optimizer.Optimizer.Rule;
import io.resforge.training.recipe.OptimizerSpec;

/**
 * RMSProp as PyTorch defines it, not centred, with epsilon outside of the root and the rate outside of the momentum:
 *
 * <pre>
 * s ← α s + (1 − α) g²
 * v ← μ v + g / (√s + ε)
 * w ← w − rate · v
 * </pre>
 */
final class RmsProp implements Rule {

    private final NDArray alpha;
    private final NDArray newSquare;
    private final NDArray epsilon;
    private final NDArray square;
    private final Sgd descent;

    RmsProp(OptimizerSpec.RmsProp spec, OptimizerSlots slots, long length) {
        this.alpha = slots.number(spec.alpha());
        this.newSquare = slots.number(1 - spec.alpha());
        this.epsilon = slots.number(spec.epsilon());
        this.square = slots.vector("square", length, 0);
        this.descent = new Sgd(new OptimizerSpec.Sgd(spec.momentum(), false), slots, length);
    }

    @Override
    public void move(NDArray parameters, NDArray gradient, double rate, long step) {
        try (NDArray squared = gradient.square()) {
            square.muli(alpha).addi(squared.muli(newSquare));
        }
        try (NDArray deviation = square.sqrt()) {
            gradient.divi(deviation.addi(epsilon));
        }
        descent.move(parameters, gradient, rate, step);
    }
}
