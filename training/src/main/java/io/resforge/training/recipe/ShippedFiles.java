package io.resforge.training.recipe;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The files of the folder {@code recipes}, as they come with the program. */
public final class ShippedFiles {

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
