package io.resforge.training.recipe;

/** How the weights move. */
public sealed interface OptimizerSpec {

    /** Stochastic gradient descent; momentum in [0, 1), above 0 for Nesterov's form of it. */
    record Sgd(double momentum, boolean nesterov) implements OptimizerSpec {

        public Sgd {
            InvalidRecipe.unless(momentum >= 0 && momentum < 1, "optimizer.momentum", "from 0 to below 1", momentum);
            InvalidRecipe.unless(
                    !nesterov || momentum > 0, "optimizer.nesterov", "false where momentum is 0", nesterov);
        }
    }

    /** Adam (arXiv 1412.6980); its paper's constants are .9, .999 and 1e-8. */
    record Adam(double beta1, double beta2, double epsilon) implements OptimizerSpec {

        public Adam {
            InvalidRecipe.unless(beta1 >= 0 && beta1 < 1, "optimizer.beta1", "from 0 to below 1", beta1);
            InvalidRecipe.unless(beta2 >= 0 && beta2 < 1, "optimizer.beta2", "from 0 to below 1", beta2);
            InvalidRecipe.unless(epsilon > 0 && epsilon <= 1, "optimizer.epsilon", "above 0 and at most 1", epsilon);
        }
    }
}
