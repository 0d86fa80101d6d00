package io.resforge.cli.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.resforge.cli.common.CommandContext;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.common.JsonOutput;
import io.resforge.cli.common.StoreOption;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.retention.VersionRetention;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.value.ObjectNames;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Removes old versions of a model. */
@Command(
        name = "prune",
        sortOptions = false,
        description = {
            "Removes all but the newest versions of a model, and what publishes left that were cut off.",
            "The champion, the version that a rollback returns to, those of the last 5 promotions, and those that live runs begin"
                    + " with stay. Without --yes nothing is removed: it is only told what would be."
        },
        footer = {"", "Examples:", "  resforge models prune --keep 20", "  resforge models prune --keep 20 --yes"})
final class PruneCommand implements Callable<Integer> {

    private final CommandContext context;

    @Option(names = "--keep", required = true, paramLabel = "N", description = "How many of the newest versions stay.")
    private int keep;

    @Option(names = "--model", paramLabel = "NAME", description = "The model; may be left out if there is but one.")
    private String model;

    @Option(names = "--yes", description = "Remove them.")
    private boolean yes;

    @Option(names = "--dry-run", description = "Only tell what would be removed, also without --yes.")
    private boolean dryRun;

    @Mixin
    private StoreOption store;

    @Mixin
    private JsonOption json;

    /** Prints to this context's terminal. */
    public PruneCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (keep < 1) {
            throw CommandFailed.badUsage("--keep must be at least 1, was " + keep);
        }
        if (yes && dryRun) {
            throw CommandFailed.badUsage("--yes and --dry-run cannot go together");
        }
        ObjectStore objects = store.open(context.home());
        VersionRetention retention = new VersionRetention(objects, Clock.systemUTC());
        VersionRetention.Plan plan = retention.plan(model(objects), keep);
        Terminal narration = json.narration(context.terminal());
        tell(plan, narration);
        if (!yes) {
            print(plan, List.of());
            return ExitCodes.OK;
        }
        VersionRetention.Outcome outcome = retention.carryOut(plan);
        outcome.spared()
                .forEach((version, why) ->
                        narration.line("Version " + version + " stays after all: " + PlainText.of(why)));
        narration.line(String.format(
                Locale.ROOT,
                "Removed %s versions and the remains of %s others.",
                HumanFormat.count(outcome.removed().size()),
                HumanFormat.count(outcome.leftovers())));
        print(plan, outcome.removed());
        return ExitCodes.OK;
    }

    private String model(ObjectStore objects) {
        if (model != null) {
            if (!ObjectNames.isLabel(model)) {
                throw CommandFailed.badUsage(
                        "--model must be 1 to 63 lower-case letters, digits and inner dashes, was '" + model + "'");
            }
            return model;
        }
        List<String> models = new Checkpoints(objects, Clock.systemUTC()).models();
        if (models.size() != 1) {
            throw CommandFailed.badUsage(
                    models.isEmpty()
                            ? "there is no model in the store"
                            : "--model must name one of the models " + String.join(", ", models));
        }
        return models.getFirst();
    }

    private void tell(VersionRetention.Plan plan, Terminal narration) {
        plan.spared().forEach((version, why) -> narration.line("Version " + version + " stays: " + PlainText.of(why)));
        plan.versions()
                .forEach(item ->
                        narration.line("Version " + item.version() + " goes, " + HumanFormat.bytes(item.bytes())));
        plan.leftovers()
                .forEach(item -> narration.line("What a cut-off publish left under number " + item.version() + " goes, "
                        + HumanFormat.bytes(item.bytes())));
        int count = plan.versions().size() + plan.leftovers().size();
        narration.line(
                count == 0
                        ? "There is nothing to remove of model " + plan.model() + "."
                        : String.format(
                                Locale.ROOT,
                                "That frees %s of model %s%s",
                                HumanFormat.bytes(plan.bytes()),
                                plan.model(),
                                yes ? "." : "; nothing was removed yet, --yes does it."));
    }

    private void print(VersionRetention.Plan plan, List<String> removed) {
        if (json.isOn()) {
            JsonObject document = new JsonObject();
            document.addProperty("model", plan.model());
            document.add(
                    "removable",
                    array(plan.versions().stream()
                            .map(VersionRetention.Item::version)
                            .toList()));
            document.add(
                    "leftovers",
                    array(plan.leftovers().stream()
                            .map(VersionRetention.Item::version)
                            .toList()));
            document.add("spared", array(List.copyOf(plan.spared().keySet())));
            document.addProperty("bytes", plan.bytes());
            document.add("removed", array(removed));
            JsonOutput.print(context.terminal().out(), document);
        }
    }

    private static JsonArray array(List<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }
}
