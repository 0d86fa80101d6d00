package io.resforge.cli.run;

import io.resforge.cli.common.CommandContext;
import io.resforge.cli.common.RunningServices;
import io.resforge.cli.common.RunningServices.Running;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.v1.Run;
import io.resforge.v1.RunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one can do with a run that has published a version: commands to be copied. */
public final class NextSteps {

    private static final String USUAL_MODEL = "cifar10";

    private final String program;
    private final Optional<Running> trainer;
    private final Optional<Running> inference;

    /** Those on this machine. */
    public NextSteps(CommandContext context) {
        RunningServices services = new RunningServices(context.home());
        this.program = context.program();
        this.trainer = services.newest(RunningServices.TRAINER);
        this.inference = services.newest(RunningServices.INFERENCE);
    }

    /** Tells the steps after a run that succeeded. */
    public void tell(Terminal terminal, Run run) {
        RunResult result = run.getResult();
        String model = result.getModel().equals(USUAL_MODEL) ? "" : " --model " + result.getModel();
        List<String> steps = new ArrayList<>();
        if (!result.getPromoted()) {
            steps.add(program + " models promote " + result.getVersion() + model + " --reason WHY");
        } else {
            if (inference.isEmpty()) {
                steps.add(program + " up --detach");
            }
            steps.add(program + " classify FILE" + model);
        }
        steps.add(program + " report " + run.getRunId() + " --open");
        inference.ifPresent(it -> steps.add(it.page()));
        trainer.ifPresent(it -> steps.add(it.page()));
        terminal.line("Next:");
        steps.forEach(step -> terminal.line("  " + PlainText.of(step)));
    }
}
