package io.resforge.training.recipe;

import static io.resforge.training.recipe.InvalidRecipe.unless;

/**
 * Lowers the learning rate when the held-out images stop getting better: the schedule's rate is multiplied by a factor, again and again.
 *
 * @param monitor what is watched
 * @param factor in (0, 1)
 * @param patience epochs without an improvement that are waited for, at least 0
 * @param cooldown epochs after a reduction in which nothing counts, at least 0
 * @param floor the rate is never lowered below this, at least 0
 * @param minDelta a change must be larger than this to count as an improvement, at least 0
 */
public record PlateauSpec(Monitor monitor, double factor, int patience, int cooldown, double floor, double minDelta) {

    public PlateauSpec {
        unless(factor > 0 && factor < 1, "plateau.factor", "between 0 and 1", factor);
        unless(patience >= 0 && patience <= Recipe.MAX_EPOCHS, "plateau.patience", "at least 0", patience);
        unless(cooldown >= 0 && cooldown <= Recipe.MAX_EPOCHS, "plateau.cooldown", "at least 0", cooldown);
        unless(floor >= 0 && floor <= 100, "plateau.floor", "from 0 to 100", floor);
        unless(minDelta >= 0 && minDelta <= 100, "plateau.min_delta", "from 0 to 100", minDelta);
    }
}
