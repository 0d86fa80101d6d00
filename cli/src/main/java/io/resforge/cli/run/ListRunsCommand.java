package io.resforge.cli.run;

import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.ContextCommand;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.common.LimitOption;
import io.resforge.cli.common.ServiceOrStore;
import io.resforge.cli.common.TrainerOption;
import io.resforge.cli.recipe.RecipeStruct;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.cli.terminal.TextTable;
import io.resforge.client.RunQuery;
import io.resforge.v1.ListRunsResponse;
import io.resforge.v1.Run;
import io.resforge.v1.RunState;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Lists the newest runs. */
@Command(
        name = "list",
        description = "Lists the newest runs. Where no service answers, the store of the state folder is read.",
        footer = {
            "",
            "Examples:",
            "  resforge runs list --limit 5",
            "  resforge runs list --state running,queued --selector team=vision",
            "  resforge runs list --watch"
        })
final class ListRunsCommand extends ContextCommand {

    private static final String RECIPE_LABEL = "resforge.io/recipe";
    private static final String INLINE = "inline";

    @Mixin
    private TrainerOption server;

    @Mixin
    private JsonOption json;

    @Mixin
    private LimitOption limit;

    @Option(
            names = "--state",
            split = ",",
            paramLabel = "STATE",
            converter = StateWord.class,
            description = "Only runs in this state, such as running or pulling-image; several with commas between.")
    private List<RunState> states = List.of();

    @Option(
            names = "--recipe",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Only runs of this recipe; 'inline' for those without a name.")
    private String recipe;

    @Option(
            names = {"-l", "--selector"},
            paramLabel = "LABELS",
            defaultValue = "",
            description = "Only runs with these labels, as kubectl takes them: 'team=vision,stage in (a, b),!draft'.")
    private String selector;

    @Option(
            names = {"-w", "--watch"},
            description =
                    "Go on until Ctrl-C or q: the list is drawn again as it changes; where a file or a program reads, there is"
                            + " a line for each change of a state.")
    private boolean watch;

    @Override
    public Integer call() throws Exception {
        int max = limit.max();
        if (watch && json.isOn()) {
            throw CommandFailed.badUsage("--json is one document, so --watch cannot go with it;"
                    + " without --json it prints a line for each change where a program reads");
        }
        if (watch) {
            return new RunsWatch(context, () -> runs(max, context.terminal().silent()), this::table).show();
        }
        List<Run> runs = runs(max, json.narration(context.terminal()));
        if (json.isOn()) {
            JsonOption.print(
                    context.terminal().out(),
                    ListRunsResponse.newBuilder().addAllRuns(runs).build());
        } else if (runs.isEmpty()) {
            context.terminal().line(isFiltered() ? "No such runs." : "No runs yet; 'resforge train' starts one.");
        } else {
            table(context.terminal(), runs).print();
        }
        return ExitCodes.OK;
    }

    private List<Run> runs(int max, Terminal narration) {
        return new ServiceOrStore(server, context, narration)
                .ask(
                        client -> client.runs().list(max, new RunQuery(states, recipe, selector)),
                        store -> stored(new StoredRuns(store), max));
    }

    private List<Run> stored(StoredRuns runs, int max) {
        if (!selector.isEmpty()) {
            throw CommandFailed.badUsage("--selector needs a trainer service; start one with 'resforge up'");
        }
        return runs.list(
                max,
                run -> (states.isEmpty() || states.contains(run.getState()))
                        && (recipe.isEmpty() || recipe.equals(run.getSpec().getLabelsOrDefault(RECIPE_LABEL, INLINE))));
    }

    private boolean isFiltered() {
        return !states.isEmpty() || !recipe.isEmpty() || !selector.isEmpty();
    }

    private TextTable table(Terminal terminal, List<Run> runs) {
        TextTable table = new TextTable(
                terminal, "RUN", "STATE", "MODEL", "ARCHITECTURE", ">EPOCHS", ">HELD-OUT", ">VERSION", "SUBMITTED");
        for (Run run : runs) {
            table.row(
                    PlainText.of(run.getRunId()),
                    RunText.state(run.getState()),
                    PlainText.of(run.getSpec().getModel()),
                    PlainText.of(RecipeStruct.architecture(run.getSpec().getRecipe())),
                    RunText.epochs(run),
                    run.hasResult() ? HumanFormat.percent(run.getResult().getHeldOutAccuracy()) : "-",
                    run.hasResult() ? PlainText.of(run.getResult().getVersion()) : "-",
                    HumanFormat.moment(run.getSubmittedAt(), context.zone()));
        }
        return table;
    }

    /** Reads a state as a person writes it. */
    static final class StateWord implements ITypeConverter<RunState> {

        private static final String PREFIX = "RUN_STATE_";

        @Override
        public RunState convert(String word) {
            String name = PREFIX
                    + word.strip().toUpperCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
            return states().filter(state -> state.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException(
                            "must be one of " + states().map(StateWord::word).collect(Collectors.joining(", "))
                                    + ", was '" + word + "'"));
        }

        private static Stream<RunState> states() {
            return Arrays.stream(RunState.values())
                    .filter(state -> state != RunState.RUN_STATE_UNSPECIFIED && state != RunState.UNRECOGNIZED);
        }

        private static String word(RunState state) {
            return state.name()
                    .substring(PREFIX.length())
                    .toLowerCase(Locale.ROOT)
                    .replace('_', '-');
        }
    }
}
