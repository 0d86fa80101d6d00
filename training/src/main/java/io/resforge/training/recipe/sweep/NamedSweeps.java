package io.resforge.training.recipe.sweep;

import io.resforge.training.recipe.InvalidRecipe;
import io.resforge.training.recipe.NamedRecipes.ShippedFiles;
import io.resforge.training.recipe.RecipeFiles;
import java.util.List;
import java.util.Optional;

/** The sweeps that come with the program: the files of the folder {@code recipes} that {@code sweeps.txt} lists. */
public final class NamedSweeps {

    private static final List<String> NAMES = ShippedFiles.lines("sweeps.txt");

    private NamedSweeps() {}

    /** Their names. */
    public static List<String> names() {
        return NAMES;
    }

    /** The YAML text of one; empty if there is none of that name. */
    public static Optional<String> text(String name) {
        return NAMES.contains(name) ? Optional.of(ShippedFiles.text(name + ".yaml")) : Optional.empty();
    }

    /** Finds what the user calls a sweep: one that comes with the program, or a file. */
    public static final class SweepSource {

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
                            "there is no sweep '" + nameOrFile + "'; known are "
                                    + String.join(", ", NamedSweeps.names()) + " and files that end in .yaml"));
            return SweepReader.yaml(text, settings);
        }
    }
}
