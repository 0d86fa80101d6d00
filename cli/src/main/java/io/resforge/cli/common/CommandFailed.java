package io.resforge.cli.common;

import java.util.ArrayList;
import java.util.List;

/** A command could not do its work; the message is a sentence for the user. Ends with exit code 1, or 2 for bad usage. */
public final class CommandFailed extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int exitCode;
    private final ArrayList<String> below;

    private CommandFailed(int exitCode, String message, List<String> below, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
        this.below = new ArrayList<>(below);
    }

    /** What was asked for is fine, but it failed. */
    public static CommandFailed because(String message) {
        return because(message, List.of());
    }

    /** What was asked for is fine, but it failed. */
    public static CommandFailed because(String message, Throwable cause) {
        return new CommandFailed(ExitCodes.FAILURE, message, List.of(), cause);
    }

    /** The same with lines that are told below the sentence, such as those of a log. */
    public static CommandFailed because(String message, List<String> below) {
        return new CommandFailed(ExitCodes.FAILURE, message, below, null);
    }

    /** What was asked for cannot be. */
    public static CommandFailed badUsage(String message) {
        return new CommandFailed(ExitCodes.USAGE, message, List.of(), null);
    }

    /** The same with lines that are told below the sentence, such as commands that can be. */
    public static CommandFailed badUsage(String message, List<String> below) {
        return new CommandFailed(ExitCodes.USAGE, message, below, null);
    }

    /** Lines that are told below the sentence; none for most. */
    public List<String> below() {
        return List.copyOf(below);
    }

    int exitCode() {
        return exitCode;
    }
}
