package io.resforge.training.recipe.sweep;

import io.resforge.training.recipe.ShippedFiles;
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
}
