package io.resforge.cli.run;

import io.resforge.cli.terminal.Terminal;
import io.resforge.cli.terminal.Words;
import io.resforge.v1.OptimizerKind;
import io.resforge.v1.Run;
import io.resforge.v1.RunSpec;
import io.resforge.v1.ScheduleKind;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.Locale;

/** Everything about one run. */
final class RunPage {

    private final Terminal terminal;
    private final ZoneId zone;

    RunPage(Terminal terminal, ZoneId zone) {
        this.terminal = terminal;
        this.zone = zone;
    }

    void print(Run run) {
        RunSpec spec = run.getSpec();
        terminal.line("@|bold " + run.getRunId() + "|@  " + RunText.state(run.getState()));
        fact("message", run.getMessage());
        fact("model", spec.getModel());
        fact("architecture", spec.getArchitecture());
        fact("data", spec.getDataset());
        fact("from version", spec.getFromVersion());
        fact("recipe", recipe(spec));
        fact("submitted", Words.moment(run.getSubmittedAt(), zone));
        fact("started", Words.moment(run.getStartedAt(), zone));
        fact("ended", Words.moment(run.getEndedAt(), zone));
        run.getEpochsList().forEach(epoch -> terminal.line("  " + RunText.epoch(terminal, epoch, spec.getEpochs())));
        if (run.hasResult()) {
            fact("result", RunText.result(run.getResult()));
            fact("decision", run.getResult().getDecision());
        }
    }

    private void fact(String name, String value) {
        if (!value.isEmpty() && !value.equals("-")) {
            terminal.line(String.format(Locale.ROOT, "  @|faint %-12s|@  %s", name, value));
        }
    }

    private static String recipe(RunSpec spec) {
        boolean adam = spec.getOptimizer().getKind() == OptimizerKind.OPTIMIZER_KIND_ADAM;
        boolean steps = spec.getSchedule().getKind() == ScheduleKind.SCHEDULE_KIND_STEP;
        return String.format(
                Locale.ROOT,
                "%d epochs of batches of %d, %s, %s from %s, weight decay %s, label smoothing %s, %s, seed %d",
                spec.getEpochs(),
                spec.getBatchSize(),
                adam ? "Adam" : "SGD",
                steps ? "steps" : "cosine",
                plain(spec.getSchedule().getPeak()),
                plain(spec.getWeightDecay()),
                plain(spec.getLabelSmoothing()),
                spec.getAugment() ? "augmented" : "not augmented",
                spec.getSeed());
    }

    private static String plain(double number) {
        return new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
    }
}
