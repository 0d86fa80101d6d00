package io.resforge.training.recipe;

import java.util.Optional;

/**
 * A recipe that comes with the program.
 *
 * @param name by which it is asked for
 * @param about one sentence
 * @param published what it is known to reach
 * @param tree what its file says, without its base's values
 * @param recipe all of it
 */
public record NamedRecipe(
        String name, String about, Optional<PublishedResult> published, RecipeTree tree, Recipe recipe) {

    /** The key of the sentence about a recipe. */
    static final String ABOUT = "about";

    static NamedRecipe of(String name, RecipeTree tree) {
        RecipeFields fields = new RecipeFields("", tree.values());
        return new NamedRecipe(
                name, fields.text(ABOUT).orElse(""), PublishedResult.of(fields), tree, RecipeReader.tree(tree));
    }

    /** Takes note of the keys that say something about a recipe, and are no part of it. */
    static void skip(RecipeFields fields) {
        fields.text(ABOUT);
        fields.text(RecipeTree.BASE);
        PublishedResult.of(fields);
    }
}
