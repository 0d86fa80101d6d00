package io.resforge.cli.run;

import com.google.gson.JsonObject;
import io.resforge.cli.common.AuditFile;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.ContextCommand;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.common.StoreOption;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.registry.retention.RunRetention;
import java.time.Clock;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Removes the records of old runs. */
@Command(
        name = "prune",
        sortOptions = false,
        description = {
            "Removes what is kept of runs that ended long ago: spec, epochs, report, and their place in the list.",
            "Runs without an end stay, and so do those whose version is still there ('resforge models prune' removes versions)."
                    + " Without --yes nothing is removed: it is only told what would be."
        },
        footer = {
            "",
            "Examples:",
            "  resforge runs prune --older-than 30d --dry-run",
            "  resforge runs prune --older-than 30d --yes"
        })
final class PruneRunsCommand extends ContextCommand {

    @Option(
            names = "--older-than",
            required = true,
            paramLabel = "TIME",
            converter = Age.class,
            description = "How long ago they ended at least, such as 30d or 12h.")
    private Duration age;

    @Option(names = "--abandoned", description = "Also runs without an end of which nothing was heard for as long.")
    private boolean abandoned;

    @Option(names = "--yes", description = "Remove them.")
    private boolean yes;

    @Option(names = "--dry-run", description = "Only tell what would be removed, also without --yes.")
    private boolean dryRun;

    @Mixin
    private StoreOption store;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        if (yes && dryRun) {
            throw CommandFailed.badUsage("--yes and --dry-run cannot go together");
        }
        RunRetention retention = new RunRetention(store.open(context.home()), Clock.systemUTC());
        RunRetention.Plan plan = retention.plan(age, abandoned);
        Terminal terminal = json.narration(context.terminal());
        plan.runs()
                .forEach(
                        (run, objects) -> terminal.line("Run " + PlainText.of(run) + " goes, " + objects + " objects"));
        if (plan.withVersion() > 0) {
            terminal.line(
                    HumanFormat.count(plan.withVersion()) + " stay, since the versions that they published are there.");
        }
        if (plan.unreadable() > 0) {
            terminal.line(HumanFormat.count(plan.unreadable()) + " stay, since it cannot be read how old they are.");
        }
        if (plan.runs().isEmpty()) {
            terminal.line("There is nothing to remove.");
        } else if (yes) {
            retention.carryOut(plan);
            AuditFile audit = new AuditFile(context);
            plan.runs()
                    .keySet()
                    .forEach(run ->
                            audit.changed("prune", "runs/" + run, "present", "", "ended more than " + age + " ago"));
            terminal.line("Removed " + counted(plan) + ".");
        } else {
            terminal.line(counted(plan) + "; nothing was removed yet, --yes does it.");
        }
        if (json.isOn()) {
            JsonObject document = new JsonObject();
            document.add("runs", JsonOption.list(plan.runs().keySet()));
            document.addProperty("objects", plan.objects());
            document.addProperty("with_version", plan.withVersion());
            document.addProperty("unreadable", plan.unreadable());
            document.addProperty("removed", yes && !plan.runs().isEmpty());
            JsonOption.print(context.terminal().out(), document);
        }
        return ExitCodes.OK;
    }

    private static String counted(RunRetention.Plan plan) {
        return HumanFormat.count(plan.runs().size()) + " runs, " + HumanFormat.count(plan.objects()) + " objects";
    }

    static final class Age implements ITypeConverter<Duration> {

        private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,5})([dh])");

        @Override
        public Duration convert(String text) {
            Matcher parts = FORM.matcher(text);
            if (!parts.matches()) {
                throw new TypeConversionException(
                        "must be a number of days or hours, such as 30d or 12h, was '" + text + "'");
            }
            long count = Long.parseLong(parts.group(1));
            return parts.group(2).equals("d") ? Duration.ofDays(count) : Duration.ofHours(count);
        }
    }
}
