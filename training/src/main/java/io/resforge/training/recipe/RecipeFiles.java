package io.resforge.training.recipe;

import io.resforge.neuralnet.text.FileTrouble;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Function;

/** YAML files of one's own, told apart from the names of what comes with the program. */
public final class RecipeFiles {

    private static final int LONGEST = Yaml.MOST_CHARACTERS;

    private RecipeFiles() {}

    /** Whether this is a path: it ends in {@code .yaml} or {@code .yml}, or leads into a folder. */
    public static boolean isFile(String text) {
        return text.endsWith(".yaml") || text.endsWith(".yml") || text.contains("/") || text.contains("\\");
    }

    /**
     * Reads a file; what is wrong with it names it.
     *
     * @param reader makes something of its text
     * @throws InvalidRecipe if it cannot be read, is longer than any recipe, or the reader throws one
     */
    public static <T> T read(String file, Function<String, T> reader) {
        try {
            return reader.apply(text(Path.of(file)));
        } catch (InvalidRecipe e) {
            throw new InvalidRecipe(e.field(), file + ": " + e.getMessage());
        } catch (CharacterCodingException e) {
            throw new InvalidRecipe("", file + " is no text in UTF-8");
        } catch (IOException e) {
            throw new InvalidRecipe("", FileTrouble.sentence(e));
        } catch (InvalidPathException e) {
            throw new InvalidRecipe("", "'" + file + "' is no path of a file");
        }
    }

    /** Of a device without an end, too, no more than a recipe can have. */
    private static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LONGEST + 1);
            if (bytes.length > LONGEST) {
                throw new InvalidRecipe("", "must have at most " + LONGEST + " bytes, but has more");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        }
    }

    /** Finds what the user calls a recipe: one that comes with the program, or a file. */
    public static final class RecipeSource {

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
}
