package io.resforge.training.optimizer;

import ai.djl.ndarray.NDArray;
import io.resforge.training.optimizer.Optimizer.Rule;
import io.resforge.training.recipe.OptimizerSpec;

/**
 * Gradient descent with momentum as PyTorch defines it, the rate outside of the momentum:
 *
 * <pre>
 * v ← μ v + g
 * w ← w − rate · v              or, by Nesterov,   w ← w − rate · (g + μ v)
 * </pre>
 *
 * Without momentum {@code v} is {@code g}, and nothing is remembered.
 */
final class Sgd implements Rule {

    private final OptimizerSpec.Sgd spec;
    private final OptimizerSlots slots;
    private final NDArray momentum;
    private final NDArray velocity;

    Sgd(OptimizerSpec.Sgd spec, OptimizerSlots slots, long length) {
        this.spec = spec;
        this.slots = slots;
        this.momentum = slots.number(spec.momentum());
        this.velocity = spec.momentum() > 0 ? slots.vector("velocity", length, 0) : null;
    }

    @Override
    public void move(NDArray parameters, NDArray gradient, double rate, long step) {
        try (NDArray factor = slots.number(rate)) {
            if (velocity == null) {
                parameters.subi(gradient.muli(factor));
                return;
            }
            velocity.muli(momentum).addi(gradient);
            if (spec.nesterov()) {
                try (NDArray ahead = velocity.mul(momentum)) {
                    parameters.subi(gradient.addi(ahead).muli(factor));
                }
            } else {
                try (NDArray move = velocity.mul(factor)) {
                    parameters.subi(move);
                }
            }
        }
    }
}
