package io.resforge.cli.run;

import io.resforge.cli.common.CommandContext;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.common.JsonOutput;
import io.resforge.cli.common.TrainerOption;
import io.resforge.cli.terminal.PlainText;
import io.resforge.client.ResForgeClient;
import io.resforge.v1.Run;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Takes a run's worker away, which keeps a snapshot first, until the run is resumed. */
@Command(
        name = "suspend",
        description = "Takes a run's worker away, which keeps a snapshot first, until the run is resumed.",
        footer = {"", "Example:", "  resforge runs suspend run-20260131-142501-k3f9"})
public final class SuspendRunCommand implements Callable<Integer> {

    private final CommandContext session;

    @Mixin
    private TrainerOption server;

    @Mixin
    private JsonOption json;

    @Parameters(paramLabel = "RUN", description = "The run's id.")
    private String runId;

    /** Prints to this session's terminal. */
    public SuspendRunCommand(CommandContext session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (ResForgeClient client = server.connect()) {
            Run run = client.runs().suspend(runId);
            if (json.isOn()) {
                JsonOutput.print(session.terminal().out(), run);
            } else {
                session.terminal().line(PlainText.of(run.getRunId()) + " " + RunText.state(run.getState()));
            }
            return ExitCodes.OK;
        }
    }
}
