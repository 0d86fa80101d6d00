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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ends a run early. */
@Command(
        name = "cancel",
        description = "Ends a run early; nothing of it is published.",
        footer = {"", "Example:", "  resforge runs cancel run-20260131-142501-k3f9 --reason 'wrong rate'"})
public final class CancelRunCommand implements Callable<Integer> {

    private final CommandContext session;

    @Mixin
    private TrainerOption server;

    @Mixin
    private JsonOption json;

    @Parameters(paramLabel = "RUN", description = "The run's id.")
    private String runId;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            defaultValue = "cancelled from the command line",
            description = "Why, for the record.")
    private String reason;

    /** Prints to this session's terminal. */
    public CancelRunCommand(CommandContext session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (ResForgeClient client = server.connect()) {
            Run run = client.runs().cancel(runId, reason);
            if (json.isOn()) {
                JsonOutput.print(session.terminal().out(), run);
            } else {
                session.terminal().line(PlainText.of(run.getRunId()) + " " + RunText.state(run.getState()));
            }
            return ExitCodes.OK;
        }
    }
}
