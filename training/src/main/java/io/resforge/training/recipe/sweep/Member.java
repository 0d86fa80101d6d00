package io.resforge.training.recipe.sweep;

import io.resforge.training.recipe.PublishedResult;
import io.resforge.training.recipe.Recipe;
import java.util.Optional;

/**
 * One of the runs of a sweep.
 *
 * @param name short, unique within the sweep, of lower-case letters, digits and dashes
 * @param recipe how it trains
 * @param published what its recipe is known to reach
 */
public record Member(String name, Recipe recipe, Optional<PublishedResult> published) {}
