package io.resforge.cli.common;

import io.resforge.cli.terminal.Terminal;
import java.nio.file.Path;
import java.time.ZoneId;

/**
 * What a command has to work with.
 *
 * @param terminal for its output
 * @param home for its state
 * @param root of the checkout, with the packaged services and the sample
 * @param zone for times that people read
 */
public record Session(Terminal terminal, Home home, Path root, ZoneId zone) {

    /** The session of this process; {@code ./resforge} tells the root as a system property. */
    public static Session system() {
        Path root = Path.of(System.getProperty("resforge.root", "")).toAbsolutePath();
        return new Session(Terminal.system(), Home.of(System.getenv()), root, ZoneId.systemDefault());
    }
}
