package io.resforge.cli.run;

import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.v1.Epoch;
import io.resforge.v1.Run;
import io.resforge.v1.RunResult;
import io.resforge.v1.RunState;
import java.util.Locale;

/** Runs and how they end, in words. */
public final class RunText {

    private RunText() {}

    /** A state with its colour. */
    static String state(RunState state) {
        return switch (state) {
            case RUN_STATE_QUEUED -> "queued";
            case RUN_STATE_STARTING -> "starting";
            case RUN_STATE_RUNNING -> "@|cyan running|@";
            case RUN_STATE_SUCCEEDED -> "@|green succeeded|@";
            case RUN_STATE_FAILED -> "@|red failed|@";
            case RUN_STATE_CANCELLED -> "@|yellow cancelled|@";
            case RUN_STATE_SUSPENDED -> "@|yellow suspended|@";
            case RUN_STATE_PULLING_IMAGE -> "pulling image";
            case RUN_STATE_PREEMPTED -> "@|yellow preempted|@";
            case RUN_STATE_UNSPECIFIED, UNRECOGNIZED -> "unknown";
        };
    }

    /** A finished epoch as a line of at most 76 columns. */
    static String epoch(Terminal terminal, Epoch epoch, int epochs) {
        String number = String.format(Locale.ROOT, "%" + ("" + epochs).length() + "d/%d", epoch.getEpoch(), epochs);
        String heldOut = String.format(Locale.ROOT, "%6s", HumanFormat.percent(epoch.getHeldOutAccuracy()));
        return String.format(
                Locale.ROOT,
                "epoch %s  loss %s  train %6s  held-out %s %s  @|faint %s images/s|@",
                number,
                HumanFormat.loss(epoch.getTrainingLoss()),
                HumanFormat.percent(epoch.getTrainingAccuracy()),
                epoch.getBest() ? "@|bold " + heldOut + "|@" : heldOut,
                epoch.getBest() ? "@|yellow " + terminal.either("★", "*") + "|@" : " ",
                HumanFormat.count(epoch.getImagesPerSecond()));
    }

    /** What came of a run, as one line. */
    static String result(RunResult result) {
        String test = result.hasTestAccuracy() ? ", test " + HumanFormat.percent(result.getTestAccuracy()) : "";
        return "version @|bold " + PlainText.of(result.getVersion()) + "|@ of " + PlainText.of(result.getModel())
                + ": held-out @|bold " + HumanFormat.percent(result.getHeldOutAccuracy()) + "|@" + test + " (epoch "
                + result.getEpoch() + ")";
    }

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
        terminal.line("@|green " + terminal.either("✓", "done:") + "|@ " + result(run.getResult()));
        String decision = run.getResult().getDecision();
        terminal.line("  " + (promoted ? "It is the champion now" : "It did not become the champion")
                + (decision.isEmpty() ? "." : ": " + PlainText.of(decision)));
        return ExitCodes.OK;
    }
}
