package io.resforge.cli.sweep;

import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.recipe.RecipeFiles;
import io.resforge.training.recipe.InvalidRecipe;
import io.resforge.training.recipe.sweep.NamedSweeps;
import io.resforge.training.recipe.sweep.Sweep;
import io.resforge.training.recipe.sweep.SweepReader;
import java.util.List;

/** Finds what the user calls a sweep: one that comes with the program, or a file. */
final class SweepSource {

    private SweepSource() {}

    /**
     * Reads a sweep.
     *
     * @param settings {@code key=value} for all members
     * @throws CommandFailed as bad usage, if there is none, or something is wrong with a file
     * @throws InvalidRecipe if a setting does not fit a sweep that comes with the program
     */
    static Sweep read(String nameOrFile, List<String> settings) {
        if (RecipeFiles.isFile(nameOrFile)) {
            return RecipeFiles.read(nameOrFile, text -> SweepReader.yaml(text, settings));
        }
        String text = NamedSweeps.text(nameOrFile)
                .orElseThrow(() -> CommandFailed.badUsage("there is no sweep '" + nameOrFile + "'; known are "
                        + String.join(", ", NamedSweeps.names()) + " and files that end in .yaml"));
        return SweepReader.yaml(text, settings);
    }
}
