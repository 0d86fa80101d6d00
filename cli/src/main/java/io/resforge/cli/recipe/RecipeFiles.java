package io.resforge.cli.recipe;

import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.Errors;
import io.resforge.training.recipe.InvalidRecipe;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Function;

/** YAML files of one's own, told apart from the names of what comes with the program. */
public final class RecipeFiles {

    private RecipeFiles() {}

    /** Whether this is a path: it ends in {@code .yaml} or {@code .yml}, or leads into a folder. */
    public static boolean isFile(String text) {
        return text.endsWith(".yaml") || text.endsWith(".yml") || text.contains("/") || text.contains("\\");
    }

    /**
     * Reads a file; what is wrong with it names it.
     *
     * @param reader makes something of its text
     * @throws CommandFailed as bad usage, if it cannot be read or the reader throws {@link InvalidRecipe}
     */
    public static <T> T read(String file, Function<String, T> reader) {
        try {
            return reader.apply(Files.readString(Path.of(file)));
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
