package io.resforge.cli.sweep;

import io.resforge.cli.terminal.Bars;
import io.resforge.cli.terminal.Terminal;
import io.resforge.cli.terminal.Words;
import io.resforge.v1.Progress;
import io.resforge.v1.RunState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The leaderboard while a sweep goes on: how far it is, and its members from the best to the last. */
final class Standing {

    /** More would not fit a small window together with what stays above. */
    private static final int MOST_ROWS = 12;

    private static final int BAR = 20;

    private final Terminal terminal;
    private final Work work;

    Standing(Terminal terminal, Work work) {
        this.terminal = terminal;
        this.work = work;
    }

    /** The lines to show. */
    String[] lines(List<Entry> entries, Duration elapsed) {
        List<String> lines = new ArrayList<>();
        lines.add(head(entries, elapsed));
        List<Entry> begun = entries.stream()
                .filter(entry -> entry.state() != RunState.RUN_STATE_UNSPECIFIED)
                .sorted(Comparator.comparingDouble(
                                (Entry entry) -> entry.heldOut().orElse(-1))
                        .reversed())
                .toList();
        int widest = begun.stream()
                .mapToInt(entry -> entry.member().name().length())
                .max()
                .orElse(1);
        begun.stream().limit(MOST_ROWS).forEach(entry -> lines.add(row(entry, widest, lines.size())));
        if (begun.size() > MOST_ROWS) {
            lines.add("  @|faint and " + (begun.size() - MOST_ROWS) + " more|@");
        }
        return lines.toArray(String[]::new);
    }

    private String head(List<Entry> entries, Duration elapsed) {
        long ended = entries.stream().filter(entry -> isOver(entry.state())).count();
        double share = work.done(entries);
        String left = work.left(entries, elapsed)
                .map(time -> "  " + Words.clock(time) + " left")
                .orElse("");
        return "%s %d of %d members  %s%s"
                .formatted(Bars.progress(terminal, share, BAR), ended, entries.size(), Words.clock(elapsed), left);
    }

    private String row(Entry entry, int widest, int rank) {
        String name = entry.member().name();
        String accuracy =
                entry.heldOut().isPresent() ? Words.percent(entry.heldOut().getAsDouble()) : terminal.either("–", "-");
        return String.format(
                Locale.ROOT,
                "%4d  %s%s  %6s  %s",
                rank,
                name,
                " ".repeat(widest - name.length()),
                accuracy,
                state(entry));
    }

    private static String state(Entry entry) {
        return switch (entry.state()) {
            case RUN_STATE_RUNNING ->
                "@|cyan " + progress(entry.run().orElseThrow().getProgress()) + "|@";
            case RUN_STATE_SUCCEEDED -> "@|green done|@";
            case RUN_STATE_FAILED -> "@|red failed|@: " + entry.reason();
            case RUN_STATE_CANCELLED -> "@|yellow cancelled|@";
            case RUN_STATE_QUEUED, RUN_STATE_STARTING -> "starting";
            case RUN_STATE_UNSPECIFIED, UNRECOGNIZED -> "waiting";
        };
    }

    private static String progress(Progress progress) {
        return progress.getEpoch() == 0
                ? "running"
                : "epoch %d/%d, step %,d/%,d"
                        .formatted(progress.getEpoch(), progress.getEpochs(), progress.getStep(), progress.getSteps());
    }

    static boolean isOver(RunState state) {
        return switch (state) {
            case RUN_STATE_SUCCEEDED, RUN_STATE_FAILED, RUN_STATE_CANCELLED -> true;
            case RUN_STATE_QUEUED, RUN_STATE_STARTING, RUN_STATE_RUNNING, RUN_STATE_UNSPECIFIED, UNRECOGNIZED -> false;
        };
    }
}
