package io.resforge.cli.run;

import io.resforge.cli.common.CommandContext;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.CommandGroup;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.common.JsonOutput;
import io.resforge.cli.common.TrainerOption;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.client.ResForgeClient;
import io.resforge.v1.Run;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code resforge runs}: what can be done with runs, with one at a time but for {@code list} and {@code prune}. */
@Command(name = "runs", description = "Lists, shows, follows, suspends, cancels and deletes training runs.")
public final class RunsCommand extends CommandGroup {

    /** The group with its commands, which print to this context's terminal. */
    public static CommandLine commandLine(CommandContext context) {
        return new CommandLine(new RunsCommand())
                .addSubcommand("list", new ListRunsCommand(context))
                .addSubcommand("show", new Show(context))
                .addSubcommand("watch", new Watch(context))
                .addSubcommand("logs", new Logs(context))
                .addSubcommand("suspend", new Suspend(context))
                .addSubcommand("resume", new Resume(context))
                .addSubcommand("cancel", new Cancel(context))
                .addSubcommand("delete", new Delete(context))
                .addSubcommand("prune", new PruneRunsCommand(context));
    }

    /** A command about one run. */
    private abstract static class OfOneRun implements Callable<Integer> {

        @Mixin
        private TrainerOption server;

        @Parameters(paramLabel = "RUN", description = "The run's id.")
        private String runId;

        @Override
        public final Integer call() {
            checkOptions();
            try (ResForgeClient client = server.connect()) {
                return call(client, runId);
            }
        }

        /** Refuses wrong values before a server is asked. */
        void checkOptions() {}

        /** Does it; the exit code. */
        abstract int call(ResForgeClient client, String runId);
    }

    /** A command that answers with the run as it is afterwards. */
    private abstract static class AnsweringRun extends OfOneRun {

        final CommandContext context;

        @Mixin
        private JsonOption json;

        AnsweringRun(CommandContext context) {
            this.context = context;
        }

        @Override
        final int call(ResForgeClient client, String runId) {
            Terminal narration = json.narration(context.terminal());
            Run run = ask(client, runId, narration);
            if (json.isOn()) {
                JsonOutput.print(context.terminal().out(), run);
            } else {
                print(run);
            }
            return end(narration, run);
        }

        abstract Run ask(ResForgeClient client, String runId, Terminal narration);

        /** Prints the run for a person. */
        void print(Run run) {
            context.terminal().line(PlainText.of(run.getRunId()) + " " + RunText.state(run.getState()));
        }

        /** The exit code. */
        int end(Terminal narration, Run run) {
            return ExitCodes.OK;
        }
    }

    @Command(
            name = "show",
            description = "Shows one run: its settings, its epochs, what came of it.",
            footer = {"", "Example:", "  resforge runs show run-20260131-142501-k3f9"})
    private static final class Show extends AnsweringRun {

        Show(CommandContext context) {
            super(context);
        }

        @Override
        Run ask(ResForgeClient client, String runId, Terminal narration) {
            return client.runs().get(runId);
        }

        @Override
        void print(Run run) {
            new RunDetails(context.terminal(), context.zone()).print(run);
        }
    }

    @Command(
            name = "watch",
            description = {
                "Follows a run until it ends. Ctrl-C ends only the watching.",
                "Fails if the run fails or is cancelled."
            },
            footer = {"", "Example:", "  resforge runs watch run-20260131-142501-k3f9"})
    private static final class Watch extends AnsweringRun {

        Watch(CommandContext context) {
            super(context);
        }

        @Override
        Run ask(ResForgeClient client, String runId, Terminal narration) {
            try (RunProgress progress = new RunProgress(narration)) {
                return client.runs().watch(runId, progress);
            }
        }

        @Override
        void print(Run run) {
            // its progress was printed already
        }

        @Override
        int end(Terminal narration, Run run) {
            return RunText.tell(narration, run);
        }
    }

    @Command(
            name = "suspend",
            description = "Stops a run's worker, which keeps a snapshot first, until the run is resumed.",
            footer = {"", "Example:", "  resforge runs suspend run-20260131-142501-k3f9"})
    private static final class Suspend extends AnsweringRun {

        Suspend(CommandContext context) {
            super(context);
        }

        @Override
        Run ask(ResForgeClient client, String runId, Terminal narration) {
            return client.runs().suspend(runId);
        }
    }

    @Command(
            name = "resume",
            description = "Lets a suspended run go on from its snapshot.",
            footer = {"", "Example:", "  resforge runs resume run-20260131-142501-k3f9"})
    private static final class Resume extends AnsweringRun {

        Resume(CommandContext context) {
            super(context);
        }

        @Override
        Run ask(ResForgeClient client, String runId, Terminal narration) {
            return client.runs().resume(runId);
        }
    }

    @Command(
            name = "cancel",
            description = "Ends a run early; nothing of it is published.",
            footer = {"", "Example:", "  resforge runs cancel run-20260131-142501-k3f9 --reason 'wrong rate'"})
    private static final class Cancel extends AnsweringRun {

        @Option(
                names = "--reason",
                paramLabel = "TEXT",
                defaultValue = "cancelled from the command line",
                description = "Why, for the record.")
        private String reason;

        Cancel(CommandContext context) {
            super(context);
        }

        @Override
        Run ask(ResForgeClient client, String runId, Terminal narration) {
            return client.runs().cancel(runId, reason);
        }
    }

    @Command(
            name = "delete",
            description = "Removes all that is kept of a run, but not what it published.",
            footer = {"", "Example:", "  resforge runs delete run-20260131-142501-k3f9"})
    private static final class Delete extends OfOneRun {

        private final CommandContext context;

        @Option(names = "--force", description = "Also one that has not ended; it is cancelled first.")
        private boolean force;

        Delete(CommandContext context) {
            this.context = context;
        }

        @Override
        int call(ResForgeClient client, String runId) {
            if (!client.runs().delete(runId, force)) {
                throw CommandFailed.badUsage("there is no run '" + runId + "'");
            }
            context.terminal().line(PlainText.of(runId) + " deleted");
            return ExitCodes.OK;
        }
    }

    @Command(
            name = "logs",
            description = "Prints what a run's worker printed.",
            footer = {"", "Example:", "  resforge runs logs -f run-20260131-142501-k3f9"})
    private static final class Logs extends OfOneRun {

        private final CommandContext context;

        @Option(
                names = {"-f", "--follow"},
                description = "Go on with what comes, until the run ends.")
        private boolean follow;

        @Option(names = "--tail", paramLabel = "N", description = "Only so many of the last lines that are there.")
        private Integer tail;

        Logs(CommandContext context) {
            this.context = context;
        }

        @Override
        void checkOptions() {
            if (tail != null && tail < 0) {
                throw CommandFailed.badUsage("--tail must be at least 0, was " + tail);
            }
        }

        @Override
        int call(ResForgeClient client, String runId) {
            OptionalInt last = tail == null ? OptionalInt.empty() : OptionalInt.of(tail);
            // As they are: what a worker prints is no markup of ours.
            client.runs().logs(runId, last, follow, context.terminal()::plainLine);
            return ExitCodes.OK;
        }
    }
}
