package io.resforge.training.recipe;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a paper or a program's page says that a recipe reaches.
 *
 * @param accuracy on the test images, in percent; empty where it is not given
 * @param loss on the test images; empty where it is not given
 * @param source where that is written
 */
public record PublishedResult(OptionalDouble accuracy, OptionalDouble loss, String source) {

    /** Reads it out of a recipe's file; empty if there is none. */
    static Optional<PublishedResult> of(RecipeFields recipe) {
        return recipe.optionalGroup("published").map(fields -> {
            PublishedResult published =
                    new PublishedResult(optional(fields, "accuracy"), optional(fields, "loss"), source(fields));
            fields.refuseOthers();
            return published;
        });
    }

    private static OptionalDouble optional(RecipeFields fields, String key) {
        return fields.given(key).isPresent() ? OptionalDouble.of(fields.number(key, 0)) : OptionalDouble.empty();
    }

    private static String source(RecipeFields fields) {
        return fields.text("source")
                .orElseThrow(() -> new InvalidRecipe(
                        fields.path("source"), fields.path("source") + " must say where the figures are from"));
    }
}
