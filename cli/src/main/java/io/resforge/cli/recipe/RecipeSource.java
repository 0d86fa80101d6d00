package io.resforge.cli.recipe;

import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.Errors;
import io.resforge.training.recipe.InvalidRecipe;
import io.resforge.training.recipe.NamedRecipes;
import io.resforge.training.recipe.RecipeTree;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
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
        if (!isFile(nameOrFile)) {
            try {
                return NamedRecipes.get(nameOrFile).tree();
            } catch (InvalidRecipe e) {
                throw CommandFailed.badUsage(e.getMessage()
                        + (e.getMessage().endsWith("?") ? "" : "; 'resforge recipes list' tells which there are"));
            }
        }
        RecipeTree tree = file(nameOrFile);
        if (tree.values().keySet().stream().anyMatch(OF_SWEEPS::contains)) {
            throw CommandFailed.badUsage(nameOrFile + " is a sweep of several recipes, not a recipe");
        }
        return tree;
    }

    private static boolean isFile(String text) {
        return text.endsWith(".yaml") || text.endsWith(".yml") || text.contains("/") || text.contains("\\");
    }

    private static RecipeTree file(String file) {
        try {
            return RecipeTree.yaml(Files.readString(Path.of(file)));
        } catch (InvalidRecipe e) {
            throw CommandFailed.badUsage(file + ": " + e.getMessage());
        } catch (CharacterCodingException e) {
            throw CommandFailed.badUsage(file + " is no text in UTF-8");
        } catch (IOException e) {
            throw CommandFailed.badUsage(Errors.trouble(e));
        } catch (InvalidPathException e) {
            throw CommandFailed.badUsage("'" + file + "' is no path of a file");
        }
    }
}
