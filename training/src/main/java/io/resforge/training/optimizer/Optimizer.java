package io.resforge.training.optimizer;

import static java.lang.StrictMath.pow;
import static java.lang.StrictMath.sqrt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.resforge.training.optimizer.OptimizerState.OptimizerSlots;
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
        return of(spec, new OptimizerSlots(manager), length);
    }

    /**
     * The optimizer that a recipe asks for, with a rate of its own for each parameter.
     *
     * @param manager owns the optimizer's own vectors
     * @param factors of the rate, one for each parameter
     */
    public static Optimizer of(OptimizerSpec spec, NDManager manager, float[] factors) {
        return of(spec, new OptimizerSlots(manager, factors), factors.length);
    }

    private static Optimizer of(OptimizerSpec spec, OptimizerSlots slots, long length) {
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

        /** Moves the parameters in place. */
        void move(NDArray parameters, NDArray gradient, double rate, long step);
    }

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
    static final class Sgd implements Rule {

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
            try (NDArray factor = slots.rate(rate)) {
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

    /**
     * Adam (arXiv 1412.6980, algorithm 1), with epsilon added where PyTorch adds it:
     *
     * <pre>
     * m ← β₁ m + (1 − β₁) g
     * v ← β₂ v + (1 − β₂) g²
     * w ← w − rate / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)
     * </pre>
     */
    static final class Adam implements Rule {

        private final OptimizerSpec.Adam spec;
        private final OptimizerSlots slots;
        private final NDArray beta1;
        private final NDArray beta2;
        private final NDArray newMean;
        private final NDArray newSquare;
        private final NDArray epsilon;
        private final NDArray mean;
        private final NDArray square;

        Adam(OptimizerSpec.Adam spec, OptimizerSlots slots, long length) {
            this.spec = spec;
            this.slots = slots;
            this.beta1 = slots.number(spec.beta1());
            this.beta2 = slots.number(spec.beta2());
            this.newMean = slots.number(1 - spec.beta1());
            this.newSquare = slots.number(1 - spec.beta2());
            this.epsilon = slots.number(spec.epsilon());
            this.mean = slots.vector("mean", length, 0);
            this.square = slots.vector("square", length, 0);
        }

        @Override
        public void move(NDArray parameters, NDArray gradient, double rate, long step) {
            try (NDArray share = gradient.mul(newMean)) {
                mean.muli(beta1).addi(share);
            }
            square.muli(beta2).addi(gradient.muli(gradient).muli(newSquare));
            try (NDArray squareBias = slots.number(sqrt(1 - pow(spec.beta2(), step)));
                    NDArray factor = slots.rate(rate / (1 - pow(spec.beta1(), step)));
                    NDArray deviation = square.sqrt();
                    NDArray move = mean.mul(factor)) {
                parameters.subi(move.divi(deviation.divi(squareBias).addi(epsilon)));
            }
        }
    }

    /**
     * RMSProp as PyTorch defines it, not centred, with epsilon outside of the root and the rate outside of the momentum:
     *
     * <pre>
     * s ← α s + (1 − α) g²
     * v ← μ v + g / (√s + ε)
     * w ← w − rate · v
     * </pre>
     */
    static final class RmsProp implements Rule {

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

    /**
     * Adagrad (Duchi et al., 2011) as PyTorch defines it:
     *
     * <pre>
     * s ← s + g²
     * w ← w − rate · g / (√s + ε)
     * </pre>
     */
    static final class Adagrad implements Rule {

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
}
