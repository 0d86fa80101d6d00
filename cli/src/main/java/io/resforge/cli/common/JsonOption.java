package io.resforge.cli.common;

import io.resforge.cli.terminal.Terminal;
import picocli.CommandLine.Option;

/** Whether the result is to be one JSON document on standard output. */
public final class JsonOption {

    @Option(names = "--json", description = "Print one JSON document, and nothing else, on standard output.")
    private boolean on;

    /** For picocli. */
    public JsonOption() {}

    /** Whether JSON was asked for. */
    public boolean isOn() {
        return on;
    }

    /** Where the words around the result go. */
    public Terminal narration(Terminal terminal) {
        return on ? terminal.besideJson() : terminal;
    }
}
