package io.resforge.cli.run;

import io.resforge.cli.common.CommandContext;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.common.JsonOutput;
import io.resforge.cli.common.LimitOption;
import io.resforge.cli.common.TrainerOption;
import io.resforge.cli.recipe.RecipeStruct;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.TextTable;
import io.resforge.client.ResForgeClient;
import io.resforge.client.RunQuery;
import io.resforge.v1.ListRunsResponse;
import io.resforge.v1.Run;
import io.resforge.v1.RunState;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
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
        description = "Lists the newest runs.",
        footer = {
            "",
            "Examples:",
            "  resforge runs list --limit 5",
            "  resforge runs list --state running,queued --selector team=vision"
        })
final class ListRunsCommand implements Callable<Integer> {

    private final CommandContext context;

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

    /** Prints to this context's terminal. */
    public ListRunsCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (ResForgeClient client = server.connect()) {
            List<Run> runs = client.runs().list(limit.max(), new RunQuery(states, recipe, selector));
            if (json.isOn()) {
                JsonOutput.print(
                        context.terminal().out(),
                        ListRunsResponse.newBuilder().addAllRuns(runs).build());
            } else if (runs.isEmpty()) {
                context.terminal().line(isFiltered() ? "No such runs." : "No runs yet; 'resforge train' starts one.");
            } else {
                table(runs).print();
            }
            return ExitCodes.OK;
        }
    }

    private boolean isFiltered() {
        return !states.isEmpty() || !recipe.isEmpty() || !selector.isEmpty();
    }

    private TextTable table(List<Run> runs) {
        TextTable table = new TextTable(
                context.terminal(), "RUN", "STATE", "ARCHITECTURE", ">EPOCHS", ">HELD-OUT", ">VERSION", "SUBMITTED");
        for (Run run : runs) {
            table.row(
                    PlainText.of(run.getRunId()),
                    RunText.state(run.getState()),
                    PlainText.of(RecipeStruct.architecture(run.getSpec().getRecipe())),
                    "" + RecipeStruct.epochs(run.getSpec().getRecipe()),
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
