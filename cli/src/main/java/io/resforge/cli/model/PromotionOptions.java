package io.resforge.cli.model;

import picocli.CommandLine.Option;

/** What a promotion records. */
final class PromotionOptions {

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why, for the record.")
    private String reason;

    @Option(
            names = "--by",
            paramLabel = "NAME",
            defaultValue = "${sys:user.name}",
            description = "Who, for the record; you.")
    private String by;

    String reason() {
        return reason;
    }

    String by() {
        return by;
    }
}
