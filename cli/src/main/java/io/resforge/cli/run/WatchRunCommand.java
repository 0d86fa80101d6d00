package io.resforge.cli.run;

import io.resforge.cli.common.CommandContext;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.common.JsonOutput;
import io.resforge.cli.common.TrainerOption;
import io.resforge.cli.terminal.Terminal;
import io.resforge.client.ResForgeClient;
import io.resforge.v1.Run;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Follows a run to its end. */
@Command(
        name = "watch",
        description = {
            "Follows a run until it ends. Ctrl-C ends only the watching.",
            "Fails if the run fails or is cancelled."
        },
        footer = {"", "Example:", "  resforge runs watch run-20260131-142501-k3f9"})
public final class WatchRunCommand implements Callable<Integer> {

    private final CommandContext session;

    @Mixin
    private TrainerOption server;

    @Mixin
    private JsonOption json;

    @Parameters(paramLabel = "RUN", description = "The run's id.")
    private String runId;

    /** Prints to this session's terminal. */
    public WatchRunCommand(CommandContext session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Terminal narration = json.narration(session.terminal());
        try (ResForgeClient client = server.connect();
                RunProgress progress = new RunProgress(narration)) {
            Run run = client.runs().watch(runId, progress);
            if (json.isOn()) {
                JsonOutput.print(session.terminal().out(), run);
            }
            return RunEndText.tell(narration, run);
        }
    }
}
