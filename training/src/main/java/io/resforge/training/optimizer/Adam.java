package io.resforge.training.optimizer;

import static java.lang.StrictMath.pow;
import static java.lang.StrictMath.sqrt;

import ai.djl.ndarray.NDArray;
import io.resforge.training.optimizer.Optimizer.Rule;
import io.resforge.training.recipe.OptimizerSpec;

/**
 * Adam (arXiv 1412.6980, algorithm 1), with epsilon added where PyTorch adds it:
 *
 * <pre>
 * m ← β₁ m + (1 − β₁) g
 * v ← β₂ v + (1 − β₂) g²
 * w ← w − rate / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)
 * </pre>
 */
final class Adam implements Rule {

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
                NDArray factor = slots.number(rate / (1 - pow(spec.beta1(), step)));
                NDArray deviation = square.sqrt();
                NDArray move = mean.mul(factor)) {
            parameters.subi(move.divi(deviation.divi(squareBias).addi(epsilon)));
        }
    }
}
