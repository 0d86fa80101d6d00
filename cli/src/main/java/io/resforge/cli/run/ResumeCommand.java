package io.resforge.cli.run;

import io.resforge.cli.common.CleanUp;
import io.resforge.cli.common.ContextCommand;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.common.TrainerOption;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.client.Runs;
import io.resforge.v1.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lets a suspended run go on. */
@Command(
        name = "resume",
        description = {
            "Lets a suspended run go on from its snapshot.",
            "Without a trainer service at the usual address, one is started for this run, and the run is followed to its end;"
                    + " then Ctrl-C suspends it again."
        },
        footer = {"", "Example:", "  resforge runs resume run-20260131-142501-k3f9"})
final class ResumeCommand extends ContextCommand {

    @Parameters(paramLabel = "RUN", description = "The run's id.")
    private String runId;

    @Mixin
    private DeviceOption device;

    @Mixin
    private TrainerOption server;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws Exception {
        Terminal narration = json.narration(context.terminal());
        try (CleanUp end = new CleanUp()) {
            return end.run(() -> resume(narration, end));
        }
    }

    private int resume(Terminal narration, CleanUp end) {
        TrainerAccess trainer = TrainerAccess.existing(context, server, device, end)
                .orElseGet(() -> {
                    narration.line("@|faint No trainer service answers here; starting one for this run ...|@");
                    return TrainerAccess.start(context, 1, device, end);
                });
        Runs runs = trainer.client().runs();
        Run run = runs.resume(runId);
        if (!trainer.ours()) {
            print(run);
            return ExitCodes.OK;
        }
        end.onInterrupt(() -> TrainCommand.leave(trainer, () -> suspend(runs), runId, narration));
        Run ended = runs.watch(runId, end.add(new RunProgress(narration)));
        if (json.isOn()) {
            JsonOption.print(context.terminal().out(), ended);
        }
        int code = RunText.tell(narration, ended);
        new NextSteps(context).tell(narration, ended);
        return code;
    }

    private boolean suspend(Runs runs) {
        runs.suspend(runId);
        return true;
    }

    private void print(Run run) {
        if (json.isOn()) {
            JsonOption.print(context.terminal().out(), run);
        } else {
            context.terminal().line(PlainText.of(run.getRunId()) + " " + RunText.state(run.getState()));
        }
    }
}
