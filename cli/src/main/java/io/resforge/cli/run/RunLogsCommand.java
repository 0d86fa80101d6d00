package io.resforge.cli.run;

import io.resforge.cli.common.CommandContext;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.TrainerOption;
import io.resforge.client.ResForgeClient;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints what a run's worker printed. */
@Command(
        name = "logs",
        description = "Prints what a run's worker printed.",
        footer = {"", "Example:", "  resforge runs logs -f run-20260131-142501-k3f9"})
public final class RunLogsCommand implements Callable<Integer> {

    private final CommandContext session;

    @Mixin
    private TrainerOption server;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what comes, until the run ends.")
    private boolean follow;

    @Option(names = "--tail", paramLabel = "N", description = "Only so many of the last lines that are there.")
    private Integer tail;

    @Parameters(paramLabel = "RUN", description = "The run's id.")
    private String runId;

    /** Prints to this session's terminal. */
    public RunLogsCommand(CommandContext session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (tail != null && tail < 0) {
            throw CommandFailed.badUsage("--tail must be at least 0, was " + tail);
        }
        OptionalInt last = tail == null ? OptionalInt.empty() : OptionalInt.of(tail);
        try (ResForgeClient client = server.connect()) {
            // As they are: what a worker prints is no markup of ours.
            client.runs().logs(runId, last, follow, session.terminal()::plainLine);
            return ExitCodes.OK;
        }
    }
}
