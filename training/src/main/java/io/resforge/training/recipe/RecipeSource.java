package io.resforge.training.recipe;

import java.util.Set;

/** Finds what the user calls a recipe: one that comes with the program, or a file. */
public final class RecipeSource {

    private static final Set<String> OF_SWEEPS = Set.of("members", "grid", "random");

    private RecipeSource() {}

    /**
     * Reads a recipe as it is written.
     *
     * @param nameOrFile a name, or a path that ends in {@code .yaml} or {@code .yml} or leads into a folder
     * @throws InvalidRecipe if there is none, or something is wrong with the file
     */
    public static RecipeTree read(String nameOrFile) {
        if (!RecipeFiles.isFile(nameOrFile)) {
            try {
                return NamedRecipes.get(nameOrFile).tree();
            } catch (InvalidRecipe e) {
                throw new InvalidRecipe(
                        e.field(),
                        e.getMessage()
                                + (e.getMessage().endsWith("?")
                                        ? ""
                                        : "; 'resforge recipes list' tells which there are"));
            }
        }
        RecipeTree tree = RecipeFiles.read(nameOrFile, RecipeTree::yaml);
        if (tree.values().keySet().stream().anyMatch(OF_SWEEPS::contains)) {
            throw new InvalidRecipe("", nameOrFile + " is a sweep of several recipes, not a recipe");
        }
        return tree;
    }
}
