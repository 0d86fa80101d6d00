package io.resforge.cli.model;

import picocli.CommandLine.Option;

/** Which model. */
final class ModelOption {

    @Option(names = "--model", paramLabel = "NAME", description = "The model; the server's own by default.")
    private String name = "";

    String name() {
        return name;
    }
}
