package io.resforge.training.recipe;

import static io.resforge.training.recipe.InvalidRecipe.unless;

/**
 * Ends a run whose held-out images have stopped getting better.
 *
 * @param monitor what is watched
 * @param patience epochs without an improvement after which the run ends, at least 1
 * @param minDelta a change must be larger than this to count as an improvement, at least 0
 */
public record EarlyStoppingSpec(Monitor monitor, int patience, double minDelta) {

    public EarlyStoppingSpec {
        unless(patience >= 1 && patience <= Recipe.MAX_EPOCHS, "early_stopping.patience", "at least 1", patience);
        unless(minDelta >= 0 && minDelta <= 100, "early_stopping.min_delta", "from 0 to 100", minDelta);
    }
}
