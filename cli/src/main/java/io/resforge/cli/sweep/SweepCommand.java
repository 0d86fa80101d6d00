package io.resforge.cli.sweep;

import io.resforge.cli.common.CleanUp;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.ContextCommand;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.TrainerOption;
import io.resforge.cli.recipe.RecipeStruct;
import io.resforge.cli.run.DataOption;
import io.resforge.cli.run.DeviceOption;
import io.resforge.cli.run.NextSteps;
import io.resforge.cli.run.RunSubmission;
import io.resforge.cli.run.TrainerAccess;
import io.resforge.cli.sweep.LeaderBoard.WorkEstimate;
import io.resforge.cli.sweep.MemberRunner.MemberRuns;
import io.resforge.cli.sweep.MemberRunner.SweepEntry;
import io.resforge.cli.sweep.MemberRunner.SweepProgress;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.client.ResForgeClient;
import io.resforge.client.ResForgeException;
import io.resforge.client.Runs;
import io.resforge.registry.value.ObjectNames;
import io.resforge.training.recipe.RecipeFiles;
import io.resforge.training.recipe.sweep.NamedSweeps.SweepSource;
import io.resforge.training.recipe.sweep.RunNames;
import io.resforge.training.recipe.sweep.Sweep;
import io.resforge.training.recipe.sweep.Sweep.Member;
import io.resforge.v1.Run;
import io.resforge.v1.RunSpec;
import io.resforge.v1.SubmitSweepRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Trains the members of a sweep and compares them. */
@Command(
        name = "sweep",
        sortOptions = false,
        description = {
            "Trains all members of a sweep, shows how they stand while they train, and ends with their table.",
            "A member that fails does not end the sweep. The same command again goes on with what is missing."
        },
        footer = {
            "",
            "Examples:",
            "  resforge sweep recipes/keras-study.yaml --set epochs=1",
            "  resforge sweep pytorch-optimizers --set train_images=10000 --set epochs=5 --parallel 2",
            "  resforge sweep pytorch-study --submit --data store:cifar10 --parallel 8 --server trainer.example:9001"
        })
public final class SweepCommand extends ContextCommand {

    private static final int MOST_PARALLEL = 64;

    @Parameters(
            paramLabel = "NAME|FILE",
            description = "The sweep: a YAML file, or the name of one that comes with ResForge.")
    private String file;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A value for the recipes of all members.")
    private List<String> settings = new ArrayList<>();

    @Option(
            names = "--parallel",
            paramLabel = "N",
            description =
                    "Members trained at a time; a service that is started for this sweep divides the processors. 1.")
    private int parallel = 1;

    @Option(
            names = "--submit",
            description =
                    "Submit all members as one run to a cluster's trainer service, print the run's id, and leave.")
    private boolean submit;

    @Option(names = "--retry", description = "Try members again that have failed before.")
    private boolean retry;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "The model that gets the checkpoints; the sweep's name.")
    private String model;

    @Mixin
    private DataOption data;

    @Mixin
    private DeviceOption device;

    @Mixin
    private TrainerOption server;

    @Override
    public Integer call() throws Exception {
        if (parallel < 1 || parallel > MOST_PARALLEL) {
            throw CommandFailed.badUsage("--parallel must be from 1 to " + MOST_PARALLEL + ", was " + parallel);
        }
        Sweep sweep = SweepSource.read(file, settings);
        String target = model == null ? sweep.name() : model;
        if (!ObjectNames.isLabel(target)) {
            throw CommandFailed.badUsage(
                    "--model must be 1 to 63 lower-case letters, digits and inner dashes, was '" + target + "'");
        }
        String dataset = data.location(context, server.isHere() && !submit);
        if (submit) {
            return new SweepSubmission(file, settings, target, dataset, parallel).submit(server, context.terminal());
        }
        if (server.isHere()) {
            DataOption.tellSkipped(dataset, context.terminal());
        }
        try (CleanUp end = new CleanUp()) {
            return end.run(() -> train(sweep, target, dataset, end));
        }
    }

    private int train(Sweep sweep, String target, String dataset, CleanUp end) throws InterruptedException {
        List<Member> members = sweep.members();
        int atATime = Math.min(parallel, members.size());
        TrainerAccess trainer = TrainerAccess.existing(context, server, device, end)
                .orElseGet(() -> TrainerAccess.start(context, atATime, device, end));
        Runs runs = trainer.client().runs();
        Terminal terminal = context.terminal();
        terminal.line(
                "Sweep @|bold %s|@: %d members on %s",
                PlainText.of(sweep.name()), members.size(), PlainText.of(dataset));
        MemberRuns attempts = new MemberRuns(runs, new RunNames(sweep.name(), target, dataset), retry);
        MemberRunner training = new MemberRunner(runs, members, member -> spec(member, target, dataset), attempts);
        LeaderBoard show = end.add(new LeaderBoard(terminal, new WorkEstimate(members), System::nanoTime));
        SweepProgress board = new SweepProgress(members, show);
        end.onInterrupt(() -> {
            training.beginNoMore();
            show.close();
            new SweepInterrupt(runs, trainer.ours(), terminal).leave(training.underWay(), board.entries());
        });
        training.train(atATime, board);
        show.close();
        return conclude(terminal, board.entries());
    }

    private static RunSpec spec(Member member, String model, String dataset) {
        return RunSpec.newBuilder()
                .setModel(model)
                .setDataset(dataset)
                .setRecipe(RecipeStruct.of(member.recipe()))
                .build();
    }

    private int conclude(Terminal terminal, List<SweepEntry> entries) {
        requireTaken(entries);
        terminal.line();
        new ResultTable(terminal, entries).print();
        List<SweepEntry> missing =
                entries.stream().filter(entry -> !entry.succeeded()).toList();
        missing.forEach(
                entry -> terminal.line("@|red %s|@: %s", PlainText.of(entry.name()), PlainText.of(entry.reason())));
        best(entries).ifPresent(run -> new NextSteps(context).tell(terminal, run));
        return missing.isEmpty() ? ExitCodes.OK : ExitCodes.FAILURE;
    }

    /** The champion among them; of members of which none became it, the best. */
    private static Optional<Run> best(List<SweepEntry> entries) {
        return entries.stream()
                .filter(SweepEntry::succeeded)
                .flatMap(entry -> entry.run().stream())
                .max(Comparator.<Run, Boolean>comparing(run -> run.getResult().getPromoted())
                        .thenComparing(run -> run.getResult().getHeldOutAccuracy()));
    }

    /** What the server refuses of every member, such as the folder of images, is not about the members. */
    private static void requireTaken(List<SweepEntry> entries) {
        Set<String> refusals =
                entries.stream().map(entry -> entry.refusal().orElse("")).collect(Collectors.toSet());
        if (refusals.size() == 1 && !refusals.contains("")) {
            throw CommandFailed.badUsage(refusals.iterator().next());
        }
    }

    /**
     * A sweep that a cluster trains as one run.
     *
     * @param source the name of one that comes with the program, or a file
     */
    record SweepSubmission(String source, List<String> settings, String model, String dataset, int parallel) {

        /** Submits it, and prints the id of its run. */
        int submit(TrainerOption server, Terminal terminal) {
            SubmitSweepRequest.Builder request = SubmitSweepRequest.newBuilder()
                    .addAllSettings(settings)
                    .setModel(model)
                    .setDataset(dataset)
                    .setParallelism(parallel);
            if (RecipeFiles.isFile(source)) {
                request.setYaml(RecipeFiles.read(source, Function.identity()));
            } else {
                request.setName(source);
            }
            try (ResForgeClient client = server.connect()) {
                terminal.line(
                        PlainText.of(client.runs().submitSweep(request.build()).getRunId()));
                return ExitCodes.OK;
            }
        }
    }

    /**
     * What Ctrl-C does to the runs of a sweep: on a service that ends with the command they are cancelled, on another one they go on.
     *
     * @param serviceEnds whether the service ends with this command
     */
    record SweepInterrupt(Runs runs, boolean serviceEnds, Terminal terminal) {

        private static final String REASON = "Ctrl-C";

        /** @param submitted runs of which it is not known yet whether the service has them */
        void leave(Collection<RunSubmission> submitted, List<SweepEntry> entries) {
            List<Run> underWay = entries.stream()
                    .filter(entry -> !entry.isOver())
                    .flatMap(entry -> entry.run().stream())
                    .toList();
            terminal.line();
            if (!serviceEnds) {
                terminal.line(
                        several(underWay.size(), "run goes on", "runs go on") + "; the same command goes on from here");
                return;
            }
            terminal.line("Cancelling " + several(underWay.size(), "run", "runs")
                    + " ...; the same command goes on with what is missing");
            submitted.forEach(submission -> cancel(submission.runId(), () -> submission.cancel(REASON)));
            underWay.forEach(run -> cancel(run.getRunId(), () -> runs.cancel(run.getRunId(), REASON)));
        }

        private void cancel(String runId, Runnable cancellation) {
            try {
                cancellation.run();
            } catch (
                    ResForgeException
                            e) { // such as one that ended this very moment; the others are to be cancelled too
                terminal.err().println(PlainText.escaped("run " + runId + " was not cancelled: " + e.getMessage()));
            }
        }

        private static String several(int count, String one, String many) {
            return count + " " + (count == 1 ? one : many);
        }
    }
}
