package io.resforge.cli.run;

import io.resforge.cli.common.CommandContext;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.TrainerOption;
import io.resforge.cli.terminal.PlainText;
import io.resforge.client.ResForgeClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes all that is kept of a run, but not what it published. */
@Command(
        name = "delete",
        description = "Removes all that is kept of a run, but not what it published.",
        footer = {"", "Example:", "  resforge runs delete run-20260131-142501-k3f9"})
public final class DeleteRunCommand implements Callable<Integer> {

    private final CommandContext session;

    @Mixin
    private TrainerOption server;

    @Option(names = "--force", description = "Also one that has not ended; it is cancelled first.")
    private boolean force;

    @Parameters(paramLabel = "RUN", description = "The run's id.")
    private String runId;

    /** Prints to this session's terminal. */
    public DeleteRunCommand(CommandContext session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (ResForgeClient client = server.connect()) {
            if (!client.runs().delete(runId, force)) {
                throw CommandFailed.badUsage("there is no run '" + runId + "'");
            }
            session.terminal().line(PlainText.of(runId) + " deleted");
            return ExitCodes.OK;
        }
    }
}
