package io.resforge.training.recipe;

import static io.resforge.training.recipe.InvalidRecipe.unless;

/**
 * A linear rise of the learning rate, before the schedule takes over.
 *
 * @param epochs of the rise, at least 0 and fewer than all; 0 stands for none
 * @param start the first rate as a share of the rate at the rise's end, in (0, 1]
 */
public record WarmupSpec(double epochs, double start) {

    public WarmupSpec {
        unless(epochs >= 0, "warmup.epochs", "at least 0", epochs);
        unless(start > 0 && start <= 1, "warmup.start", "above 0 and at most 1", start);
    }
}
