package io.resforge.cli;

import io.resforge.cli.common.CommandContext;
import io.resforge.cli.terminal.StandardOutput;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The {@code resforge} command line. */
public final class CliMain {

    // A field, since Java forgets the level of a logger that is not referenced.
    private static final Logger LIBRARIES = Logger.getLogger("");

    private CliMain() {}

    /** Runs one command and ends with its exit code: 0, 1 for a failure, 2 for bad usage. */
    public static void main(String[] arguments) {
        LIBRARIES.setLevel(Level.OFF); // what matters reaches the user as an error
        System.setProperty("java.awt.headless", "true");
        StandardOutput output = StandardOutput.install();
        System.exit(output.exitCode(ResForge.execute(CommandContext.system(), arguments)));
    }
}
