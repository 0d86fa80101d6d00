package io.resforge.cli;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps the libraries' own log out of the terminal; what matters reaches the user as an error. */
final class Logging {

    // Held here, since the platform forgets the level of a logger that nobody holds.
    private static final Logger ROOT = Logger.getLogger("");

    private Logging() {}

    static void quiet() {
        ROOT.setLevel(Level.OFF);
    }
}
