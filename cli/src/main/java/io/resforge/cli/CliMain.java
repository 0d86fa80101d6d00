package io.resforge.cli;

import io.resforge.cli.common.CommandContext;
import io.resforge.cli.terminal.StandardOutput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/** The {@code resforge} command line. */
public final class CliMain {

    private CliMain() {}

    /** Runs one command and ends with its exit code: 0, 1 for a failure, 2 for bad usage. */
    public static void main(String[] arguments) {
        silenceLibraries();
        System.setProperty("java.awt.headless", "true");
        StandardOutput output = StandardOutput.install();
        System.exit(output.exitCode(ResForge.execute(CommandContext.system(), arguments)));
    }

    /**
     * Libraries log nothing: what matters reaches the user as an error. Java reads this when the first library asks for a logger; a logger
     * that is made here would cost each command the opening of all jars.
     */
    static void silenceLibraries() {
        System.setProperty("java.util.logging.config.class", NoLogging.class.getName());
    }

    /** Java's logging calls the constructor. */
    public static final class NoLogging {

        /** @throws IOException never */
        public NoLogging() throws IOException {
            LogManager.getLogManager()
                    .readConfiguration(new ByteArrayInputStream(".level=OFF".getBytes(StandardCharsets.ISO_8859_1)));
        }
    }
}
