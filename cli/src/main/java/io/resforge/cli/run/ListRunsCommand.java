package io.resforge.cli.run;

import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.Json;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.common.LimitOption;
import io.resforge.cli.common.Session;
import io.resforge.cli.common.TrainerOption;
import io.resforge.cli.recipe.RecipeStruct;
import io.resforge.cli.terminal.Table;
import io.resforge.cli.terminal.Words;
import io.resforge.client.ResForgeClient;
import io.resforge.v1.ListRunsResponse;
import io.resforge.v1.Run;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the newest runs. */
@Command(
        name = "list",
        description = "Lists the newest runs.",
        footer = {"", "Example:", "  resforge runs list --limit 5"})
public final class ListRunsCommand implements Callable<Integer> {

    private final Session session;

    @Mixin
    private TrainerOption server;

    @Mixin
    private JsonOption json;

    @Mixin
    private LimitOption limit;

    /** Prints to this session's terminal. */
    public ListRunsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (ResForgeClient client = server.connect()) {
            List<Run> runs = client.runs().list(limit.max());
            if (json.isOn()) {
                Json.print(
                        session.terminal().out(),
                        ListRunsResponse.newBuilder().addAllRuns(runs).build());
            } else if (runs.isEmpty()) {
                session.terminal().line("No runs yet; 'resforge train' starts one.");
            } else {
                table(runs).print();
            }
            return ExitCodes.OK;
        }
    }

    private Table table(List<Run> runs) {
        Table table = new Table(
                session.terminal(), "RUN", "STATE", "ARCHITECTURE", ">EPOCHS", ">HELD-OUT", ">VERSION", "SUBMITTED");
        for (Run run : runs) {
            table.row(
                    run.getRunId(),
                    RunText.state(run.getState()),
                    RecipeStruct.architecture(run.getSpec().getRecipe()),
                    "" + RecipeStruct.epochs(run.getSpec().getRecipe()),
                    run.hasResult() ? Words.percent(run.getResult().getHeldOutAccuracy()) : "-",
                    run.hasResult() ? run.getResult().getVersion() : "-",
                    Words.moment(run.getSubmittedAt(), session.zone()));
        }
        return table;
    }
}
