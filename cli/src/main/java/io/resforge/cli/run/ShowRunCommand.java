package io.resforge.cli.run;

import io.resforge.cli.common.CommandContext;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.common.JsonOutput;
import io.resforge.cli.common.TrainerOption;
import io.resforge.client.ResForgeClient;
import io.resforge.v1.Run;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows one run. */
@Command(
        name = "show",
        description = "Shows one run: its settings, its epochs, what came of it.",
        footer = {"", "Example:", "  resforge runs show run-20260131-142501-k3f9"})
public final class ShowRunCommand implements Callable<Integer> {

    private final CommandContext session;

    @Mixin
    private TrainerOption server;

    @Mixin
    private JsonOption json;

    @Parameters(paramLabel = "RUN", description = "The run's id.")
    private String runId;

    /** Prints to this session's terminal. */
    public ShowRunCommand(CommandContext session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (ResForgeClient client = server.connect()) {
            Run run = client.runs().get(runId);
            if (json.isOn()) {
                JsonOutput.print(session.terminal().out(), run);
            } else {
                new RunDetails(session.terminal(), session.zone()).print(run);
            }
            return ExitCodes.OK;
        }
    }
}
