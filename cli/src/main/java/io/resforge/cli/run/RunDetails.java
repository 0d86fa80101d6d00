package io.resforge.cli.run;

import io.resforge.cli.recipe.RecipeStruct;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.v1.Run;
import io.resforge.v1.RunSpec;
import io.resforge.v1.SweepMembers;
import java.time.ZoneId;
import java.util.Locale;
import java.util.stream.Collectors;

/** Everything about one run. */
final class RunDetails {

    private final Terminal terminal;
    private final ZoneId zone;

    RunDetails(Terminal terminal, ZoneId zone) {
        this.terminal = terminal;
        this.zone = zone;
    }

    void print(Run run) {
        RunSpec spec = run.getSpec();
        terminal.line("@|bold " + PlainText.of(run.getRunId()) + "|@  " + RunText.state(run.getState()));
        fact("message", run.getMessage());
        fact("model", spec.getModel());
        fact("architecture", RecipeStruct.architecture(spec.getRecipe()));
        fact("data", spec.getDataset());
        fact("from version", spec.getFromVersion());
        fact("recipe", RecipeStruct.words(spec.getRecipe()));
        fact("labels", labels(spec));
        fact("members", members(run));
        fact("submitted", HumanFormat.moment(run.getSubmittedAt(), zone));
        fact("started", HumanFormat.moment(run.getStartedAt(), zone));
        fact("ended", HumanFormat.moment(run.getEndedAt(), zone));
        run.getEpochsList()
                .forEach(epoch ->
                        terminal.line("  " + RunText.epoch(terminal, epoch, RecipeStruct.epochs(spec.getRecipe()))));
        if (run.hasResult()) {
            styled("result", RunText.result(run.getResult()));
            fact("decision", run.getResult().getDecision());
        }
    }

    private static String labels(RunSpec spec) {
        return spec.getLabelsMap().entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static String members(Run run) {
        SweepMembers members = run.getMembers();
        return run.hasMembers()
                ? String.format(
                        Locale.ROOT,
                        "%d of %d succeeded, %d at work, failed: %s",
                        members.getSucceeded(),
                        members.getCount(),
                        members.getActive(),
                        members.getFailedCount() == 0 ? "none" : members.getFailedList())
                : "";
    }

    private void fact(String name, String value) {
        if (!value.isEmpty() && !value.equals("-")) {
            styled(name, PlainText.of(value));
        }
    }

    private void styled(String name, String markup) {
        terminal.line(String.format(Locale.ROOT, "  @|faint %-12s|@  %s", name, markup));
    }
}
