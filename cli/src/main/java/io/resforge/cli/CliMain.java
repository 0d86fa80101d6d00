package io.resforge.cli;

import io.resforge.cli.common.CommandContext;
import io.resforge.cli.terminal.StandardOutput;

/** The {@code resforge} command line. */
public final class CliMain {

    private CliMain() {}

    /** Runs one command and ends with its exit code: 0, 1 for a failure, 2 for bad usage. */
    public static void main(String[] arguments) {
        Logging.quiet();
        System.setProperty("java.awt.headless", "true");
        StandardOutput output = StandardOutput.install();
        System.exit(
                output.exitCode(ResForge.commandLine(CommandContext.system()).execute(arguments)));
    }
}
