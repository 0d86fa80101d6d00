package io.resforge.cli.model;

import io.resforge.cli.common.CommandGroup;
import io.resforge.cli.common.CommandGroup.Holds;
import io.resforge.cli.common.ConsentOption;
import io.resforge.cli.common.ContextCommand;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.common.TrainerOption;
import io.resforge.cli.model.HistoryCommand.PromotionText;
import io.resforge.cli.terminal.PlainText;
import io.resforge.client.ResForgeClient;
import io.resforge.client.ResForgeException;
import io.resforge.v1.Promotion;
import io.resforge.v1.Version;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code resforge models}: the versions of a model, and which of them is the champion. */
@Holds({
    ListVersionsCommand.class,
    ShowVersionCommand.class,
    HistoryCommand.class,
    ModelsCommand.Promote.class,
    ModelsCommand.Rollback.class,
    PullCommand.class,
    QuantizeCommand.class,
    SignCommand.class,
    VerifyCommand.class,
    PruneCommand.class
})
@Command(
        name = "models",
        description = "Lists and shows the versions of a model, and decides which is the champion.",
        footer = {"", "Example:", "  resforge models promote 3 --reason 'better on our own pictures'"})
public final class ModelsCommand extends CommandGroup {

    /** A command that adds a promotion. */
    private abstract static class Promoting extends ContextCommand {

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

        abstract Promotion promote(ResForgeClient client);

        @Override
        public final Integer call() {
            try (ResForgeClient client = server.connect()) {
                Optional<Promotion> already = already(client);
                Promotion promotion = already.orElseGet(() -> promote(client));
                if (json.isOn()) {
                    JsonOption.print(context.terminal().out(), promotion);
                } else {
                    context.terminal().line(already.isPresent() ? unchanged(promotion) : sentence(promotion));
                }
                return ExitCodes.OK;
            }
        }

        /** The promotion in force, if this version is the champion by it already. */
        Optional<Promotion> already(ResForgeClient client) {
            return Optional.empty();
        }

        private String unchanged(Promotion promotion) {
            return "Nothing changed: version @|bold " + PlainText.of(promotion.getVersion())
                    + "|@ is the champion of " + PlainText.of(promotion.getModel()) + " already, by promotion "
                    + PlainText.of(PromotionText.line(promotion, context.zone()));
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
            description =
                    "Makes a version the champion; the inference services load it at once. Asks first if it has other classes.",
            footer = {"", "Example:", "  resforge models promote 3 --reason 'better on our own pictures'"})
    static final class Promote extends Promoting {

        private static final int SHOWN_CLASSES = 5;

        @Parameters(paramLabel = "VERSION", description = "The version.")
        private String version;

        @Option(
                names = "--again",
                description = "Also if it is the champion already: servers that refused it try it once more.")
        private boolean again;

        @Mixin
        private ConsentOption consent;

        @Override
        Optional<Promotion> already(ResForgeClient client) {
            if (again) {
                return Optional.empty();
            }
            try {
                return client.versions().promotions(model.name(), 1).stream()
                        .filter(it -> it.getVersion().equals(version))
                        .findFirst();
            } catch (ResForgeException unknown) {
                return Optional.empty(); // what is wrong with the model the promotion tells
            }
        }

        @Override
        Promotion promote(ResForgeClient client) {
            askAboutOtherClasses(client);
            return client.versions().promote(model.name(), version, reason, by);
        }

        /** What callers are used to be told is then told no more. */
        private void askAboutOtherClasses(ResForgeClient client) {
            Optional<Version> champion = champion(client);
            if (champion.isEmpty()) {
                return;
            }
            List<String> now = champion.get().getLabelsList();
            List<String> then =
                    client.versions().get(model.name(), version).getVersion().getLabelsList();
            if (!Set.copyOf(now).equals(Set.copyOf(then))) {
                consent.require(
                        context.terminal(),
                        "The champion, version " + PlainText.of(champion.get().getVersion()) + ", tells apart "
                                + classes(now) + ", version " + PlainText.of(version) + " " + classes(then)
                                + ". Promote it all the same");
            }
        }

        private Optional<Version> champion(ResForgeClient client) {
            try {
                return Optional.of(client.versions().get(model.name(), "").getVersion());
            } catch (ResForgeException none) {
                return Optional.empty();
            }
        }

        private static String classes(List<String> labels) {
            String shown = String.join(", ", labels.subList(0, Math.min(SHOWN_CLASSES, labels.size())));
            return labels.size() + " classes (" + PlainText.of(shown) + (labels.size() > SHOWN_CLASSES ? ", ..." : "")
                    + ")";
        }
    }

    @Command(
            name = "rollback",
            description = "Makes the champion before this one the champion again.",
            footer = {"", "Example:", "  resforge models rollback --reason 'takes frogs for deer'"})
    static final class Rollback extends Promoting {

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
