package io.resforge.cli.model;

import com.google.gson.JsonObject;
import io.resforge.cli.common.AuditFile;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.ContextCommand;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.common.KeyOptions;
import io.resforge.cli.common.StoreOption;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.registry.retention.VersionRetention;
import io.resforge.registry.store.ObjectStore;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
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
final class PruneCommand extends ContextCommand {

    @Option(names = "--keep", required = true, paramLabel = "N", description = "How many of the newest versions stay.")
    private int keep;

    @Mixin
    private StoredModelOption model;

    @Option(names = "--yes", description = "Remove them.")
    private boolean yes;

    @Option(names = "--dry-run", description = "Only tell what would be removed, also without --yes.")
    private boolean dryRun;

    /** A promotion whose version goes at the same moment is followed by one of the version before. */
    @Mixin
    private KeyOptions.Signing key;

    @Mixin
    private StoreOption store;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        if (keep < 1) {
            throw CommandFailed.badUsage("--keep must be at least 1, was " + keep);
        }
        if (yes && dryRun) {
            throw CommandFailed.badUsage("--yes and --dry-run cannot go together");
        }
        ObjectStore objects = store.open(context.home());
        VersionRetention retention = new VersionRetention(objects, Clock.systemUTC(), key.sealIfGiven());
        VersionRetention.Plan plan = retention.plan(model.name(objects), keep);
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
        AuditFile audit = new AuditFile(context);
        String why = "older than the newest " + keep;
        outcome.removed()
                .forEach(version ->
                        audit.changed("prune", "models/" + plan.model() + "/versions/" + version, "present", "", why));
        narration.line(
                "Removed %s versions and the remains of %s others.",
                HumanFormat.count(outcome.removed().size()), HumanFormat.count(outcome.leftovers()));
        print(plan, outcome.removed());
        return ExitCodes.OK;
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
                    JsonOption.list(plan.versions().stream()
                            .map(VersionRetention.Item::version)
                            .toList()));
            document.add(
                    "leftovers",
                    JsonOption.list(plan.leftovers().stream()
                            .map(VersionRetention.Item::version)
                            .toList()));
            document.add("spared", JsonOption.list(List.copyOf(plan.spared().keySet())));
            document.addProperty("bytes", plan.bytes());
            document.add("removed", JsonOption.list(removed));
            JsonOption.print(context.terminal().out(), document);
        }
    }
}
