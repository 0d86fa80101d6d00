package io.resforge.training.recipe;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.resforge.training.recipe.RecipeFields.AllowedWords;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The recipes that come with the program: the files of the folder {@code recipes}, which its {@code index.txt} lists. */
public final class NamedRecipes {

    private static final List<String> NAMES = ShippedFiles.lines("index.txt");

    /** What was read already: a form asks for all of them each time, and reading them takes a tenth of a second and more. */
    private static final Map<String, RecipeTree> TREES = new ConcurrentHashMap<>();

    private static final Map<String, NamedRecipe> RECIPES = new ConcurrentHashMap<>();

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
        RecipeTree tree = tree(name);
        return RECIPES.computeIfAbsent(name, known -> NamedRecipe.of(known, tree));
    }

    /** The keys that a tree or its bases give a value for. */
    public static Set<String> given(RecipeTree tree) {
        return inherited(tree).values().keySet();
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
        return TREES.computeIfAbsent(name, known -> RecipeTree.yaml(ShippedFiles.text(known + ".yaml")));
    }

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

    /** The files of the folder {@code recipes}, as they come with the program. */
    public static final class ShippedFiles {

        private static final String FOLDER = "/recipes/";

        private ShippedFiles() {}

        /** All of a file that is known to be there. */
        public static String text(String file) {
            try (InputStream in = ShippedFiles.class.getResourceAsStream(FOLDER + file)) {
                if (in == null) {
                    throw new IllegalStateException("the program lacks its file " + FOLDER + file);
                }
                return new String(in.readAllBytes(), UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read the program's file " + FOLDER + file, e);
            }
        }

        /** The lines of a file that is known to be there. */
        public static List<String> lines(String file) {
            return text(file).lines().filter(line -> !line.isBlank()).toList();
        }
    }
}
