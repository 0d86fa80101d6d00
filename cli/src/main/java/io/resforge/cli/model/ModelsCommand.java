package io.resforge.cli.model;

import io.resforge.cli.common.CommandContext;
import io.resforge.cli.common.CommandGroup;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.common.JsonOutput;
import io.resforge.cli.common.TrainerOption;
import io.resforge.cli.terminal.PlainText;
import io.resforge.client.ResForgeClient;
import io.resforge.v1.Promotion;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code resforge models}: the versions of a model, and which of them is the champion. */
@Command(name = "models", description = "Lists and shows the versions of a model, and decides which is the champion.")
public final class ModelsCommand extends CommandGroup {

    /** The group with its commands, which print to this context's terminal. */
    public static CommandLine commandLine(CommandContext context) {
        return new CommandLine(new ModelsCommand())
                .addSubcommand("list", new ListVersionsCommand(context))
                .addSubcommand("show", new ShowVersionCommand(context))
                .addSubcommand("promote", new Promote(context))
                .addSubcommand("rollback", new Rollback(context))
                .addSubcommand("prune", new PruneCommand(context));
    }

    /** A command that adds a promotion. */
    private abstract static class Promoting implements Callable<Integer> {

        private final CommandContext context;

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why, for the record.")
        String reason;

        @Option(
                names = "--by",
                paramLabel = "NAME",
                defaultValue = "${sys:user.name}",
                description = "Who, for the record; you.")
        String by;

        @Mixin
        ModelOption model;

        @Mixin
        private TrainerOption server;

        @Mixin
        private JsonOption json;

        Promoting(CommandContext context) {
            this.context = context;
        }

        abstract Promotion promote(ResForgeClient client);

        @Override
        public final Integer call() {
            try (ResForgeClient client = server.connect()) {
                Promotion promotion = promote(client);
                if (json.isOn()) {
                    JsonOutput.print(context.terminal().out(), promotion);
                } else {
                    context.terminal().line(sentence(promotion));
                }
                return ExitCodes.OK;
            }
        }

        private static String sentence(Promotion promotion) {
            String before = promotion.getPreviousVersion().isEmpty() ? "none" : promotion.getPreviousVersion();
            return "Champion of " + PlainText.of(promotion.getModel()) + ": version @|bold "
                    + PlainText.of(promotion.getVersion()) + "|@ (before: " + PlainText.of(before) + "), promotion "
                    + promotion.getNumber() + ".";
        }
    }

    @Command(
            name = "promote",
            description = "Makes a version the champion; the inference services load it at once.",
            footer = {"", "Example:", "  resforge models promote 3 --reason 'better on our own pictures'"})
    private static final class Promote extends Promoting {

        @Parameters(paramLabel = "VERSION", description = "The version.")
        private String version;

        Promote(CommandContext context) {
            super(context);
        }

        @Override
        Promotion promote(ResForgeClient client) {
            return client.versions().promote(model.name(), version, reason, by);
        }
    }

    @Command(
            name = "rollback",
            description = "Makes the champion before this one the champion again.",
            footer = {"", "Example:", "  resforge models rollback --reason 'takes frogs for deer'"})
    private static final class Rollback extends Promoting {

        Rollback(CommandContext context) {
            super(context);
        }

        @Override
        Promotion promote(ResForgeClient client) {
            return client.versions().rollback(model.name(), reason, by);
        }
    }

    /** Which model. */
    static final class ModelOption {

        @Option(names = "--model", paramLabel = "NAME", description = "The model; the server's own by default.")
        private String name = "";

        String name() {
            return name;
        }
    }
}
