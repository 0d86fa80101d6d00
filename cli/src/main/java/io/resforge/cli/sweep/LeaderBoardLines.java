package io.resforge.cli.sweep;

import io.resforge.cli.terminal.Bars;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.v1.Progress;
import io.resforge.v1.RunState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The lines of the leaderboard: how far the sweep is, and the members that have begun, from the best to the last. */
final class LeaderBoardLines {

    /** More would not fit a small window together with what stays above. */
    private static final int MOST_ROWS = 12;

    private static final int BAR = 20;

    private final Terminal terminal;
    private final WorkEstimate work;

    LeaderBoardLines(Terminal terminal, WorkEstimate work) {
        this.terminal = terminal;
        this.work = work;
    }

    /** The lines to show, so long after the sweep began. */
    String[] lines(List<SweepEntry> entries, Duration elapsed) {
        List<SweepEntry> begun = entries.stream()
                .filter(entry -> entry.state() != RunState.RUN_STATE_UNSPECIFIED)
                .sorted(Comparator.comparingDouble(LeaderBoardLines::rank).reversed())
                .toList();
        int width =
                begun.stream().mapToInt(entry -> entry.name().length()).max().orElse(1);
        List<String> lines = new ArrayList<>();
        lines.add(head(entries, elapsed));
        for (int i = 0; i < Math.min(MOST_ROWS, begun.size()); i++) {
            lines.add(row(i + 1, begun.get(i), width));
        }
        if (begun.size() > MOST_ROWS) {
            lines.add("      @|faint and " + (begun.size() - MOST_ROWS) + " more|@");
        }
        return lines.toArray(String[]::new);
    }

    /** Those without an epoch come last. */
    private static double rank(SweepEntry entry) {
        return entry.heldOut().orElse(-1);
    }

    private String head(List<SweepEntry> entries, Duration elapsed) {
        long ended = entries.stream().filter(SweepEntry::isOver).count();
        String left = work.left(entries, elapsed)
                .map(time -> "  " + HumanFormat.clock(time) + " left")
                .orElse("");
        return String.format(
                Locale.ROOT,
                "%s %d of %d members  %s%s",
                Bars.progress(terminal, work.done(entries), BAR),
                ended,
                entries.size(),
                HumanFormat.clock(elapsed),
                left);
    }

    private String row(int place, SweepEntry entry, int width) {
        String accuracy = entry.heldOut().isPresent()
                ? HumanFormat.percent(entry.heldOut().getAsDouble())
                : terminal.either("–", "-");
        return String.format(
                Locale.ROOT,
                "%4d  %-" + width + "s  %6s  %s",
                place,
                PlainText.of(entry.name()),
                accuracy,
                state(entry));
    }

    private static String state(SweepEntry entry) {
        return switch (entry.state()) {
            case RUN_STATE_RUNNING ->
                "@|cyan " + progress(entry.run().orElseThrow().getProgress()) + "|@";
            case RUN_STATE_SUCCEEDED -> "@|green done|@";
            case RUN_STATE_FAILED -> "@|red failed|@: " + PlainText.of(entry.reason());
            case RUN_STATE_CANCELLED -> "@|yellow cancelled|@";
            case RUN_STATE_SUSPENDED -> "@|yellow suspended|@";
            case RUN_STATE_QUEUED, RUN_STATE_PULLING_IMAGE, RUN_STATE_STARTING, RUN_STATE_PREEMPTED -> "starting";
            case RUN_STATE_UNSPECIFIED, UNRECOGNIZED -> "waiting";
        };
    }

    private static String progress(Progress progress) {
        return progress.getEpoch() == 0
                ? "running"
                : String.format(
                        Locale.ROOT,
                        "epoch %d/%d, step %,d/%,d",
                        progress.getEpoch(),
                        progress.getEpochs(),
                        progress.getStep(),
                        progress.getSteps());
    }
}
