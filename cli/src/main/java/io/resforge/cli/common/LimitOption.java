package io.resforge.cli.common;

import picocli.CommandLine.Option;

/** How much to list. */
public final class LimitOption {

    @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "At most this many; 20.")
    private int max;

    /**
     * At most this many, at least 1.
     *
     * @throws CommandFailed if the user asks for none
     */
    public int max() {
        if (max < 1) {
            throw CommandFailed.badUsage("--limit must be at least 1, was " + max);
        }
        return max;
    }
}
