package io.resforge.cli.run;

import io.resforge.cli.common.CleanUp;
import io.resforge.cli.common.CommandContext;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.common.JsonOutput;
import io.resforge.cli.common.TrainerOption;
import io.resforge.cli.recipe.RecipeStruct;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.v1.Run;
import io.resforge.v1.RunSpec;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Submits a run and follows it. */
@Command(
        name = "train",
        sortOptions = false,
        description = {
            "Trains a network and publishes its best epoch.",
            "Without a trainer service at the usual address, one is started for this run; then Ctrl-C cancels the run. On a"
                    + " service that was there, the run goes on after Ctrl-C."
        },
        footer = {
            "",
            "Examples:",
            "  resforge train --epochs 20",
            "  resforge train --recipe he2016-resnet20 --set epochs=30",
            "  resforge train --data ~/pictures --arch resnet32-v1 --optimizer adam --lr 0.001",
            "  resforge train --epochs 20 --tensorboard logs    and beside it: tensorboard --logdir logs",
            "  resforge train --from 3 --epochs 5 --lr 0.01     go on from version 3",
            "  resforge train --server trainer.example:9001 --data /data/cifar10 --detach"
        })
public final class TrainCommand implements Callable<Integer> {

    private final CommandContext context;

    @Mixin
    private DataOption data;

    @ArgGroup(validate = false)
    private RecipeOptions recipe = new RecipeOptions();

    @Option(names = "--model", paramLabel = "NAME", description = "The model that gets the checkpoint; cifar10.")
    private String model = "";

    @Option(names = "--from", paramLabel = "VERSION", description = "Begin with the weights of this version.")
    private String fromVersion = "";

    @Option(
            names = "--tensorboard",
            paramLabel = "DIR",
            description =
                    "Write the curves for TensorBoard as the run goes on, into a folder of its own below this one.")
    private Path tensorBoard;

    @Option(names = "--detach", description = "Submit, print the run's id, and leave.")
    private boolean detach;

    @Mixin
    private DeviceOption device;

    @Mixin
    private TrainerOption server;

    @Mixin
    private JsonOption json;

    /** Prints to this context's terminal. */
    public TrainCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        if (detach && tensorBoard != null) {
            throw CommandFailed.badUsage("--tensorboard needs a run that is followed, so --detach cannot go with it;"
                    + " 'resforge report' writes the same once the run has ended");
        }
        RunSpec spec = RunSpec.newBuilder()
                .setRecipe(RecipeStruct.of(recipe.recipe()))
                .setDataset(data.location(context, server.isHere()))
                .setModel(model)
                .setFromVersion(fromVersion)
                .build();
        Terminal narration = json.narration(context.terminal());
        if (server.isHere()) {
            DataOption.tellSkipped(spec.getDataset(), narration);
        }
        try (CleanUp end = new CleanUp()) {
            return end.run(() -> train(spec, narration, end));
        }
    }

    private int train(RunSpec spec, Terminal narration, CleanUp end) {
        TrainerAccess trainer = TrainerAccess.existing(server, device, end).orElseGet(() -> start(narration, end));
        RunSubmission submission = new RunSubmission(trainer.client().runs(), spec);
        // Before it is submitted: else a Ctrl-C that comes meanwhile leaves a run that the next service begins.
        end.onInterrupt(() -> leave(trainer, submission, narration));
        Run run = submission.submit();
        if (detach) {
            return submitted(run);
        }
        narration.line("Run @|bold " + PlainText.of(run.getRunId()) + "|@: "
                + PlainText.of(RecipeStruct.architecture(run.getSpec().getRecipe()) + " on "
                        + run.getSpec().getDataset()));
        RunProgress progress = end.add(new RunProgress(narration));
        Run ended = trainer.client().runs().watch(run.getRunId(), follower(run, progress, end));
        if (json.isOn()) {
            JsonOutput.print(context.terminal().out(), ended);
        }
        return RunText.tell(narration, ended);
    }

    private Consumer<Run> follower(Run run, RunProgress progress, CleanUp end) {
        if (tensorBoard == null) {
            return progress;
        }
        Path folder = tensorBoard.resolve(run.getRunId());
        return progress.andThen(end.add(new TensorBoardLog(folder, Clock.systemUTC(), progress::say)));
    }

    private TrainerAccess start(Terminal narration, CleanUp end) {
        if (detach) {
            throw CommandFailed.badUsage(
                    "--detach needs a trainer service that stays; start one with 'resforge up', or name it with --server");
        }
        narration.line("@|faint No trainer service answers here; starting one for this run ...|@");
        return TrainerAccess.start(context, 1, device, end);
    }

    private int submitted(Run run) {
        if (json.isOn()) {
            JsonOutput.print(context.terminal().out(), run);
        } else {
            context.terminal().line(PlainText.of(run.getRunId()));
        }
        return ExitCodes.OK;
    }

    private static void leave(TrainerAccess trainer, RunSubmission submission, Terminal narration) {
        narration.line();
        if (trainer.ours()) {
            narration.line("Cancelling the run ...");
            submission.cancel("Ctrl-C");
        } else {
            narration.line("The run goes on; follow it with: resforge runs watch " + submission.runId());
        }
    }
}
