package io.resforge.cli.common;

/** A command could not do its work; the message is a sentence for the user. Ends with exit code 1, or 2 for bad usage. */
public final class CommandFailed extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int exitCode;

    private CommandFailed(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** What was asked for is fine, but it failed. */
    public static CommandFailed because(String message) {
        return new CommandFailed(ExitCodes.FAILURE, message, null);
    }

    /** What was asked for is fine, but it failed. */
    public static CommandFailed because(String message, Throwable cause) {
        return new CommandFailed(ExitCodes.FAILURE, message, cause);
    }

    /** What was asked for cannot be. */
    public static CommandFailed badUsage(String message) {
        return new CommandFailed(ExitCodes.USAGE, message, null);
    }

    int exitCode() {
        return exitCode;
    }
}
