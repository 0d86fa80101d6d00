package io.resforge.cli.run;

import com.google.gson.JsonObject;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.CommandGroup;
import io.resforge.cli.common.CommandGroup.Holds;
import io.resforge.cli.common.ConsentOption;
import io.resforge.cli.common.ContextCommand;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.common.LogLinesOption;
import io.resforge.cli.common.ServiceOrStore;
import io.resforge.cli.common.TrainerOption;
import io.resforge.cli.run.RunText.RunDetails;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.client.ResForgeClient;
import io.resforge.v1.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code resforge runs}: what can be done with runs, with one at a time but for {@code list} and {@code prune}. */
@Holds({
    ListRunsCommand.class,
    RunsCommand.Show.class,
    RunsCommand.Watch.class,
    RunsCommand.Logs.class,
    RunsCommand.Suspend.class,
    ResumeCommand.class,
    RunsCommand.Cancel.class,
    RunsCommand.Delete.class,
    PruneRunsCommand.class
})
@Command(
        name = "runs",
        description = "Lists, shows, follows, suspends, cancels and deletes training runs.",
        footer = {"", "Example:", "  resforge runs list --state running"})
public final class RunsCommand extends CommandGroup {

    /** A command about one run. */
    private abstract static class OfOneRun extends ContextCommand {

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

        @Mixin
        private JsonOption json;

        @Override
        final int call(ResForgeClient client, String runId) {
            Terminal narration = json.narration(context.terminal());
            Run run = ask(client, runId, narration);
            if (json.isOn()) {
                JsonOption.print(context.terminal().out(), run);
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
            description = {
                "Shows one run: its settings, its epochs, what came of it.",
                "Where no service answers, the store of the state folder is read."
            },
            footer = {"", "Example:", "  resforge runs show run-20260131-142501-k3f9"})
    static final class Show extends ContextCommand {

        @Parameters(paramLabel = "RUN", description = "The run's id.")
        private String runId;

        @Mixin
        private TrainerOption server;

        @Mixin
        private JsonOption json;

        @Override
        public Integer call() {
            Run run = new ServiceOrStore(server, context, json.narration(context.terminal()))
                    .ask(client -> client.runs().get(runId), store -> new StoredRuns(store).one(runId));
            if (json.isOn()) {
                JsonOption.print(context.terminal().out(), run);
            } else {
                new RunDetails(context.terminal(), context.zone()).print(run);
            }
            return ExitCodes.OK;
        }
    }

    @Command(
            name = "watch",
            description = {
                "Follows a run until it ends. Ctrl-C ends only the watching.",
                "Fails if the run fails or is cancelled."
            },
            footer = {"", "Example:", "  resforge runs watch run-20260131-142501-k3f9"})
    static final class Watch extends AnsweringRun {

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
    static final class Suspend extends AnsweringRun {

        @Override
        Run ask(ResForgeClient client, String runId, Terminal narration) {
            return client.runs().suspend(runId);
        }
    }

    @Command(
            name = "cancel",
            description = "Ends a run early; nothing of it is published.",
            footer = {"", "Example:", "  resforge runs cancel run-20260131-142501-k3f9 --reason 'wrong rate'"})
    static final class Cancel extends AnsweringRun {

        @Option(
                names = "--reason",
                paramLabel = "TEXT",
                defaultValue = "cancelled from the command line",
                description = "Why, for the record.")
        private String reason;

        @Override
        Run ask(ResForgeClient client, String runId, Terminal narration) {
            return client.runs().cancel(runId, reason);
        }
    }

    @Command(
            name = "delete",
            description = "Removes all that is kept of a run, but not what it published.",
            footer = {
                "",
                "Examples:",
                "  resforge runs delete run-20260131-142501-k3f9",
                "  resforge runs delete run-20260131-142501-k3f9 --yes"
            })
    static final class Delete extends OfOneRun {

        @Option(names = "--force", description = "Also one that has not ended; it is cancelled first.")
        private boolean force;

        @Mixin
        private JsonOption json;

        @Mixin
        private ConsentOption consent;

        @Override
        int call(ResForgeClient client, String runId) {
            consent.require(context.terminal(), "Delete all that is kept of run " + PlainText.of(runId));
            if (!client.runs().delete(runId, force)) {
                throw CommandFailed.badUsage("there is no run '" + runId + "'");
            }
            if (json.isOn()) {
                JsonObject document = new JsonObject();
                document.addProperty("run_id", runId);
                document.addProperty("deleted", true);
                JsonOption.print(context.terminal().out(), document);
            } else {
                context.terminal().line(PlainText.of(runId) + " deleted");
            }
            return ExitCodes.OK;
        }
    }

    @Command(
            name = "logs",
            description = "Prints what a run's worker printed. The logs of services, 'resforge logs' prints.",
            footer = {"", "Example:", "  resforge runs logs -f run-20260131-142501-k3f9"})
    static final class Logs extends OfOneRun {

        @Mixin
        private LogLinesOption lines;

        @Override
        void checkOptions() {
            lines.check();
        }

        @Override
        int call(ResForgeClient client, String runId) {
            // As they are: what a worker prints is no markup of ours.
            client.runs().logs(runId, lines.tail(), lines.follow(), context.terminal()::plainLine);
            return ExitCodes.OK;
        }
    }
}
