package io.resforge.cli.recipe;

import io.resforge.cli.common.CommandFailed;
import io.resforge.training.recipe.InvalidRecipe;
import io.resforge.training.recipe.NamedRecipes;
import io.resforge.training.recipe.RecipeTree;
import java.util.Set;

/** Finds what the user calls a recipe: one that comes with the program, or a file. */
public final class RecipeSource {

    private static final Set<String> OF_SWEEPS = Set.of("members", "grid", "random");

    private RecipeSource() {}

    /**
     * Reads a recipe as it is written.
     *
     * @param nameOrFile a name, or a path that ends in {@code .yaml} or {@code .yml} or leads into a folder
     */
    public static RecipeTree read(String nameOrFile) {
        if (!RecipeFiles.isFile(nameOrFile)) {
            try {
                return NamedRecipes.get(nameOrFile).tree();
            } catch (InvalidRecipe e) {
                throw CommandFailed.badUsage(e.getMessage()
                        + (e.getMessage().endsWith("?") ? "" : "; 'resforge recipes list' tells which there are"));
            }
        }
        RecipeTree tree = RecipeFiles.read(nameOrFile, RecipeTree::yaml);
        if (tree.values().keySet().stream().anyMatch(OF_SWEEPS::contains)) {
            throw CommandFailed.badUsage(nameOrFile + " is a sweep of several recipes, not a recipe");
        }
        return tree;
    }
}
