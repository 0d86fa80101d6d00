package io.resforge.training.recipe;

import static io.resforge.training.recipe.InvalidRecipe.unless;

/** The rule by which the weights move. Each is defined as PyTorch defines it; the learning rate comes from the schedule. */
public sealed interface OptimizerSpec {

    /** Stochastic gradient descent; momentum in [0, 1), above 0 for Nesterov's form of it. */
    record Sgd(double momentum, boolean nesterov) implements OptimizerSpec {

        public Sgd {
            unless(momentum >= 0 && momentum < 1, "optimizer.momentum", "from 0 to below 1", momentum);
            unless(!nesterov || momentum > 0, "optimizer.nesterov", "false where momentum is 0", nesterov);
        }
    }

    /** Adam (arXiv 1412.6980); its paper's constants are .9, .999 and 1e-8. */
    record Adam(double beta1, double beta2, double epsilon) implements OptimizerSpec {

        public Adam {
            betas(beta1, beta2);
            positive("optimizer.epsilon", epsilon);
        }
    }

    /** Adam whose weight decay is decoupled from the gradient (arXiv 1711.05101). */
    record AdamW(double beta1, double beta2, double epsilon) implements OptimizerSpec {

        public AdamW {
            betas(beta1, beta2);
            positive("optimizer.epsilon", epsilon);
        }
    }

    /**
     * RMSProp: steps scaled by the root of a running mean of squared gradients, and moved by momentum if there is any.
     *
     * @param alpha of the running mean, in [0, 1)
     * @param epsilon added to the root
     * @param momentum in [0, 1)
     */
    record RmsProp(double alpha, double epsilon, double momentum) implements OptimizerSpec {

        public RmsProp {
            unless(alpha >= 0 && alpha < 1, "optimizer.alpha", "from 0 to below 1", alpha);
            positive("optimizer.epsilon", epsilon);
            unless(momentum >= 0 && momentum < 1, "optimizer.momentum", "from 0 to below 1", momentum);
        }
    }

    /**
     * Adagrad (Duchi et al., 2011): steps scaled by the root of the sum of all squared gradients so far.
     *
     * @param initial what that sum begins with, at least 0
     * @param epsilon added to the root
     */
    record Adagrad(double initial, double epsilon) implements OptimizerSpec {

        public Adagrad {
            unless(initial >= 0 && initial <= 1e6, "optimizer.initial", "from 0 to 1000000", initial);
            positive("optimizer.epsilon", epsilon);
        }
    }

    private static void betas(double beta1, double beta2) {
        unless(beta1 >= 0 && beta1 < 1, "optimizer.beta1", "from 0 to below 1", beta1);
        unless(beta2 >= 0 && beta2 < 1, "optimizer.beta2", "from 0 to below 1", beta2);
    }

    private static void positive(String field, double value) {
        unless(value > 0 && value <= 1, field, "above 0 and at most 1", value);
    }
}
