package io.resforge.training.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.resforge.training.recipe.OptimizerSpec;

/**
 * Moves a flat vector of parameters against its gradient, in place. The rate comes with each step, so that it knows nothing of
 * schedules; its own vectors live in the manager that it was made with.
 */
public sealed interface Optimizer permits Sgd, Adam {

    /**
     * Does one step.
     *
     * @param parameters fp32 {@code [n]}, moved
     * @param gradient fp32 {@code [n]}, which may be overwritten
     * @param rate the learning rate of this step
     */
    void step(NDArray parameters, NDArray gradient, double rate);

    /** The optimizer that a recipe asks for, for a vector of this length. */
    static Optimizer of(OptimizerSpec spec, NDManager manager, long length) {
        return switch (spec) {
            case OptimizerSpec.Sgd sgd -> new Sgd(sgd, manager, length);
            case OptimizerSpec.Adam adam -> new Adam(adam, manager, length);
        };
    }
}
