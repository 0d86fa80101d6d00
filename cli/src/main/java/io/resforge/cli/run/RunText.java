package io.resforge.cli.run;

import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.recipe.RecipeStruct;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.v1.Epoch;
import io.resforge.v1.Run;
import io.resforge.v1.RunResult;
import io.resforge.v1.RunSpec;
import io.resforge.v1.RunState;
import io.resforge.v1.SweepMembers;
import java.time.ZoneId;
import java.util.Locale;
import java.util.stream.Collectors;

/** Runs and how they end, in words. */
public final class RunText {

    private RunText() {}

    /** A state with its colour. */
    public static String state(RunState state) {
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

    /** How many epochs, of one that trains with that which it is at before, such as {@code 3/20}. */
    static String epochs(Run run) {
        int all = RecipeStruct.epochs(run.getSpec().getRecipe());
        int now = run.getProgress().getEpoch();
        return run.getState() == RunState.RUN_STATE_RUNNING && now > 0 ? now + "/" + all : "" + all;
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

    /** Everything about one run. */
    static final class RunDetails {

        private final Terminal terminal;
        private final ZoneId zone;

        RunDetails(Terminal terminal, ZoneId zone) {
            this.terminal = terminal;
            this.zone = zone;
        }

        void print(Run run) {
            RunSpec spec = run.getSpec();
            terminal.line("@|bold " + PlainText.of(run.getRunId()) + "|@  " + RunText.state(run.getState()));
            fact("message", run.getMessage());
            fact("model", spec.getModel());
            fact("architecture", RecipeStruct.architecture(spec.getRecipe()));
            fact("data", spec.getDataset());
            fact("from version", spec.getFromVersion());
            fact("recipe", RecipeStruct.words(spec.getRecipe()));
            fact("labels", labels(spec));
            fact("members", members(run));
            fact("submitted", HumanFormat.moment(run.getSubmittedAt(), zone));
            fact("started", HumanFormat.moment(run.getStartedAt(), zone));
            fact("ended", HumanFormat.moment(run.getEndedAt(), zone));
            run.getEpochsList()
                    .forEach(epoch -> terminal.line(
                            "  " + RunText.epoch(terminal, epoch, RecipeStruct.epochs(spec.getRecipe()))));
            if (run.hasResult()) {
                styled("result", RunText.result(run.getResult()));
                fact("decision", run.getResult().getDecision());
            }
        }

        private static String labels(RunSpec spec) {
            return spec.getLabelsMap().entrySet().stream()
                    .map(label -> label.getKey() + "=" + label.getValue())
                    .sorted()
                    .collect(Collectors.joining(", "));
        }

        private static String members(Run run) {
            SweepMembers members = run.getMembers();
            return run.hasMembers()
                    ? String.format(
                            Locale.ROOT,
                            "%d of %d succeeded, %d at work, failed: %s",
                            members.getSucceeded(),
                            members.getCount(),
                            members.getActive(),
                            members.getFailedCount() == 0 ? "none" : members.getFailedList())
                    : "";
        }

        private void fact(String name, String value) {
            if (!value.isEmpty() && !value.equals("-")) {
                styled(name, PlainText.of(value));
            }
        }

        private void styled(String name, String markup) {
            terminal.line("  @|faint %-12s|@  %s", name, markup);
        }
    }
}
