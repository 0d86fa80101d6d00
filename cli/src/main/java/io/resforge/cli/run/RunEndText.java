package io.resforge.cli.run;

import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.v1.Run;
import io.resforge.v1.RunState;

/** How runs end. */
public final class RunEndText {

    private RunEndText() {}

    /** Whether a run in this state changes no more. */
    public static boolean isOver(RunState state) {
        return switch (state) {
            case RUN_STATE_SUCCEEDED, RUN_STATE_FAILED, RUN_STATE_CANCELLED -> true;
            case RUN_STATE_QUEUED,
                    RUN_STATE_SUSPENDED,
                    RUN_STATE_PULLING_IMAGE,
                    RUN_STATE_STARTING,
                    RUN_STATE_RUNNING,
                    RUN_STATE_PREEMPTED,
                    RUN_STATE_UNSPECIFIED,
                    UNRECOGNIZED -> false;
        };
    }

    /** Prints what came of it; fails if nothing did. */
    public static int tell(Terminal terminal, Run run) {
        if (run.getState() != RunState.RUN_STATE_SUCCEEDED) {
            String end = run.getState() == RunState.RUN_STATE_CANCELLED ? "was cancelled" : "failed";
            String why = run.getMessage().isEmpty() ? "" : ": " + run.getMessage();
            throw CommandFailed.because("run " + run.getRunId() + " " + end + why);
        }
        boolean promoted = run.getResult().getPromoted();
        terminal.line("@|green " + terminal.either("✓", "done:") + "|@ " + RunText.result(run.getResult()));
        String decision = run.getResult().getDecision();
        terminal.line("  " + (promoted ? "It is the champion now" : "It did not become the champion")
                + (decision.isEmpty() ? "." : ": " + PlainText.of(decision)));
        return ExitCodes.OK;
    }
}
