package io.resforge.cli.run;

import io.resforge.cli.common.CleanUp;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.ContextCommand;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.common.TrainerOption;
import io.resforge.cli.recipe.RecipeStruct;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.v1.Run;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.BooleanSupplier;
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
            "Without a trainer service at the usual address, one is started for this run; then Ctrl-C suspends the run, and"
                    + " 'resforge runs resume' goes on with it. On a service that was there, the run goes on after Ctrl-C."
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
public final class TrainCommand extends ContextCommand {

    @Mixin
    private DataOption data;

    @ArgGroup(validate = false)
    private RecipeOptions recipe = new RecipeOptions();

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "The model that gets the checkpoint; it is named after the data set by default.")
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

    @Override
    public Integer call() throws Exception {
        if (detach && tensorBoard != null) {
            throw CommandFailed.badUsage("--tensorboard needs a run that is followed, so --detach cannot go with it;"
                    + " 'resforge report' writes the same once the run has ended");
        }
        recipe.recipe(); // a wrong one is told before anything is started
        RunPlan plan = new RunPlan(recipe.tree(), data.location(context, server.isHere()), model, fromVersion);
        Terminal narration = json.narration(context.terminal());
        if (server.isHere()) {
            DataOption.tellSkipped(plan.dataset(), narration);
        }
        try (CleanUp end = new CleanUp()) {
            return end.run(() -> train(plan, narration, end));
        }
    }

    private int train(RunPlan plan, Terminal narration, CleanUp end) {
        TrainerAccess trainer =
                TrainerAccess.existing(context, server, device, end).orElseGet(() -> start(narration, end));
        RunPlan.Filled filled = plan.fill(trainer.client(), server.isHere());
        RunSubmission submission = new RunSubmission(trainer.client().runs(), filled.spec());
        // Before it is submitted: else a Ctrl-C that comes meanwhile leaves a run that the next service begins.
        end.onInterrupt(() -> leave(trainer, submission::suspend, submission.runId(), narration));
        Run run = submission.submit();
        if (detach) {
            return submitted(run);
        }
        narration.line("Run @|bold " + PlainText.of(run.getRunId()) + "|@: "
                + PlainText.of(RecipeStruct.architecture(run.getSpec().getRecipe()) + " on "
                        + run.getSpec().getDataset()));
        filled.told().forEach(sentence -> narration.line("  " + PlainText.of(sentence)));
        RunProgress progress = end.add(new RunProgress(narration));
        Run ended = trainer.client().runs().watch(run.getRunId(), follower(run, progress, end));
        if (json.isOn()) {
            JsonOption.print(context.terminal().out(), ended);
        }
        int code = RunText.tell(narration, ended);
        new NextSteps(context).tell(narration, ended);
        return code;
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
            JsonOption.print(context.terminal().out(), run);
        } else {
            context.terminal().line(PlainText.of(run.getRunId()));
        }
        return ExitCodes.OK;
    }

    /** Ctrl-C takes nothing away: what a run has learnt is kept. */
    static void leave(TrainerAccess trainer, BooleanSupplier suspend, String runId, Terminal narration) {
        narration.line();
        if (trainer.ours()) {
            narration.line("Suspending the run; it keeps what it has learnt ...");
            if (suspend.getAsBoolean()) {
                narration.line("Go on with:     resforge runs resume " + runId);
                narration.line("Or give it up:  resforge runs cancel " + runId);
            }
        } else {
            narration.line("The run goes on; follow it with: resforge runs watch " + runId);
        }
    }
}
