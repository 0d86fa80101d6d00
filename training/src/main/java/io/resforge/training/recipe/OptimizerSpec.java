package io.resforge.training.recipe;

/** How the weights move. */
public sealed interface OptimizerSpec {

    /** Stochastic gradient descent; momentum in [0, 1). */
    record Sgd(double momentum, boolean nesterov) implements OptimizerSpec {}

    /** Adam (arXiv 1412.6980); its paper's constants are .9, .999 and 1e-8. */
    record Adam(double beta1, double beta2, double epsilon) implements OptimizerSpec {}
}
