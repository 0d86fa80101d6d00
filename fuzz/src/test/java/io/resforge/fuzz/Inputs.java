package io.resforge.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Good inputs of the corpus, which targets put beside what is fuzzed. */
public final class Inputs {

    private Inputs() {}

    /** One of them; {@code test} lies in this package. */
    public static byte[] of(String test, String target, String file) {
        try (InputStream stream = Inputs.class.getResourceAsStream(test + "Inputs/" + target + "/" + file)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
