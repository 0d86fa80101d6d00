package io.resforge.training.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.resforge.training.recipe.OptimizerSpec;

/**
 * Gradient descent with momentum as PyTorch defines it, the rate outside of the momentum:
 *
 * <pre>
 * v ← μ v + g
 * w ← w − rate · v              or, by Nesterov,   w ← w − rate · (g + μ v)
 * </pre>
 */
final class Sgd implements Optimizer {

    private final OptimizerSpec.Sgd spec;
    private final NDArray velocity;

    Sgd(OptimizerSpec.Sgd spec, NDManager manager, long length) {
        this.spec = spec;
        this.velocity = manager.zeros(new Shape(length));
    }

    @Override
    public void step(NDArray parameters, NDArray gradient, double rate) {
        velocity.muli(spec.momentum()).addi(gradient);
        if (spec.nesterov()) {
            try (NDArray ahead = velocity.mul(spec.momentum())) {
                parameters.subi(gradient.addi(ahead).muli(rate));
            }
        } else {
            try (NDArray move = velocity.mul(rate)) {
                parameters.subi(move);
            }
        }
    }
}
