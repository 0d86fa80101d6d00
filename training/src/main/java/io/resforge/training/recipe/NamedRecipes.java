package io.resforge.training.recipe;

import java.util.List;
import java.util.Optional;

/** The recipes that come with the program: the files of the folder {@code recipes}, which its {@code index.txt} lists. */
public final class NamedRecipes {

    private static final List<String> NAMES = ShippedFiles.lines("index.txt");

    private NamedRecipes() {}

    /** Their names, in the order of their list. */
    public static List<String> names() {
        return NAMES;
    }

    /** All of them, in the same order. */
    public static List<NamedRecipe> all() {
        return NAMES.stream().map(NamedRecipes::get).toList();
    }

    /** @throws InvalidRecipe if there is no such recipe; the message tells the nearest */
    public static NamedRecipe get(String name) {
        return NamedRecipe.of(name, tree(name));
    }

    /** A tree with the values of its base, and its base's base, where it has none; what is said about those is left out. */
    static RecipeTree inherited(RecipeTree tree) {
        Optional<String> base = new RecipeFields("", tree.values()).text(RecipeTree.BASE);
        if (base.isEmpty()) {
            return tree;
        }
        RecipeTree values =
                inherited(tree(base.get())).without(NamedRecipe.ABOUT).without("published");
        return tree.without(RecipeTree.BASE).over(values);
    }

    private static RecipeTree tree(String name) {
        if (!NAMES.contains(name)) {
            String near = AllowedWords.nearest(name, NAMES)
                    .map(it -> "; did you mean '" + it + "'?")
                    .orElse("");
            throw new InvalidRecipe(RecipeTree.BASE, "there is no recipe '" + name + "'" + near);
        }
        return RecipeTree.yaml(ShippedFiles.text(name + ".yaml"));
    }
}
