package io.resforge.training.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.resforge.training.recipe.OptimizerSpec;

/**
 * Moves a flat vector of parameters against its gradient, in place. The rate comes with each step, so that it knows nothing of
 * schedules, and the gradient may already hold the decay (see {@link WeightDecay}) and be clipped (see {@link GradientClip}).
 */
public final class Optimizer {

    private final OptimizerSlots slots;
    private final Rule rule;
    private long steps;

    private Optimizer(OptimizerSlots slots, Rule rule) {
        this.slots = slots;
        this.rule = rule;
    }

    /**
     * The optimizer that a recipe asks for. AdamW's steps are Adam's: what is its own is the decoupled {@link WeightDecay}.
     *
     * @param manager owns the optimizer's own vectors
     * @param length of the parameters
     */
    public static Optimizer of(OptimizerSpec spec, NDManager manager, long length) {
        OptimizerSlots slots = new OptimizerSlots(manager);
        Rule rule =
                switch (spec) {
                    case OptimizerSpec.Sgd sgd -> new Sgd(sgd, slots, length);
                    case OptimizerSpec.Adam adam -> new Adam(adam, slots, length);
                    case OptimizerSpec.AdamW(double beta1, double beta2, double epsilon) ->
                        new Adam(new OptimizerSpec.Adam(beta1, beta2, epsilon), slots, length);
                    case OptimizerSpec.RmsProp rmsProp -> new RmsProp(rmsProp, slots, length);
                    case OptimizerSpec.Adagrad adagrad -> new Adagrad(adagrad, slots, length);
                };
        return new Optimizer(slots, rule);
    }

    /**
     * Does one step.
     *
     * @param parameters fp32 {@code [n]}, moved
     * @param gradient fp32 {@code [n]}, which is overwritten
     * @param rate the learning rate of this step
     */
    public void step(NDArray parameters, NDArray gradient, double rate) {
        steps++;
        rule.move(parameters, gradient, rate, steps);
    }

    /** A copy of all that it remembers. Waits until that is computed. */
    public OptimizerState state() {
        return slots.state(steps);
    }

    /**
     * Goes on from a state, with bitwise the same steps as the optimizer that it was taken from.
     *
     * @throws IllegalArgumentException if it is the state of another kind of optimizer or of another number of parameters
     */
    public void restore(OptimizerState state) {
        slots.restore(state);
        steps = state.steps();
    }

    /** The formula by which an optimizer moves parameters. */
    sealed interface Rule permits Sgd, Adam, RmsProp, Adagrad {

        /**
         * Moves the parameters in place.
         *
         * @param gradient is overwritten
         * @param step counted from 1
         */
        void move(NDArray parameters, NDArray gradient, double rate, long step);
    }
}
