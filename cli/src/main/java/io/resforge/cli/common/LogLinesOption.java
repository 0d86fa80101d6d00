package io.resforge.cli.common;

import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** Which lines of a log are printed. */
public final class LogLinesOption {

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what comes, until it ends.")
    private boolean follow;

    @Option(names = "--tail", paramLabel = "N", description = "Only so many of the last lines that are there.")
    private Integer tail;

    /** For picocli. */
    public LogLinesOption() {}

    /** Whether to go on with what comes. */
    public boolean follow() {
        return follow;
    }

    /** How many of the lines that are there; all if empty. */
    public OptionalInt tail() {
        return tail == null ? OptionalInt.empty() : OptionalInt.of(tail);
    }

    /**
     * Refuses a number that is none of lines.
     *
     * @throws CommandFailed as bad usage
     */
    public void check() {
        if (tail != null && tail < 0) {
            throw CommandFailed.badUsage("--tail must be at least 0, was " + tail);
        }
    }
}
