package io.resforge.training.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
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
final class Adam implements Optimizer {

    private final OptimizerSpec.Adam spec;
    private final NDArray mean;
    private final NDArray square;
    private long steps;

    Adam(OptimizerSpec.Adam spec, NDManager manager, long length) {
        this.spec = spec;
        this.mean = manager.zeros(new Shape(length));
        this.square = manager.zeros(new Shape(length));
    }

    @Override
    public void step(NDArray parameters, NDArray gradient, double rate) {
        steps++;
        double meanBias = 1 - Math.pow(spec.beta1(), steps);
        double squareBias = 1 - Math.pow(spec.beta2(), steps);
        try (NDArray share = gradient.mul(1 - spec.beta1())) {
            mean.muli(spec.beta1()).addi(share);
        }
        square.muli(spec.beta2()).addi(gradient.muli(gradient).muli(1 - spec.beta2()));
        try (NDArray deviation = square.sqrt();
                NDArray move = mean.mul(rate / meanBias)) {
            parameters.subi(move.divi(deviation.divi(Math.sqrt(squareBias)).addi(spec.epsilon())));
        }
    }
}
