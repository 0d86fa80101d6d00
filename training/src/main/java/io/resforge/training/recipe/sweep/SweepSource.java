package io.resforge.training.recipe.sweep;

import io.resforge.training.recipe.InvalidRecipe;
import io.resforge.training.recipe.RecipeFiles;
import java.util.List;

/** Finds what the user calls a sweep: one that comes with the program, or a file. */
public final class SweepSource {

    private SweepSource() {}

    /**
     * Reads a sweep.
     *
     * @param settings {@code key=value} for all members
     * @throws InvalidRecipe if there is none, something is wrong with the file, or a setting does not fit
     */
    public static Sweep read(String nameOrFile, List<String> settings) {
        if (RecipeFiles.isFile(nameOrFile)) {
            return RecipeFiles.read(nameOrFile, text -> SweepReader.yaml(text, settings));
        }
        String text = NamedSweeps.text(nameOrFile)
                .orElseThrow(() -> new InvalidRecipe(
                        "",
                        "there is no sweep '" + nameOrFile + "'; known are " + String.join(", ", NamedSweeps.names())
                                + " and files that end in .yaml"));
        return SweepReader.yaml(text, settings);
    }
}
