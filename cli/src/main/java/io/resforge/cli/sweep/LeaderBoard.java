package io.resforge.cli.sweep;

import io.resforge.cli.run.RunText;
import io.resforge.cli.sweep.MemberRunner.SweepEntry;
import io.resforge.cli.terminal.Bars;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.LiveLines;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.layout.Summary;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.recipe.sweep.Sweep.Member;
import io.resforge.v1.Progress;
import io.resforge.v1.Run;
import io.resforge.v1.RunState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Shows how the members of a sweep stand: rewritten in place on a terminal, else a line for each member that ends. */
final class LeaderBoard implements Consumer<List<SweepEntry>>, AutoCloseable {

    private final Terminal terminal;
    private final LeaderBoardLines lines;
    private final LiveLines live;
    private final LongSupplier nanoTime;
    private final long begun;
    private final Set<String> told = new HashSet<>();
    private boolean closed;

    /** @param nanoTime a clock such as {@link System#nanoTime}; the sweep begins now */
    LeaderBoard(Terminal terminal, WorkEstimate work, LongSupplier nanoTime) {
        this.terminal = terminal;
        this.lines = new LeaderBoardLines(terminal, work);
        this.live = new LiveLines(terminal);
        this.nanoTime = nanoTime;
        this.begun = nanoTime.getAsLong();
    }

    @Override
    public synchronized void accept(List<SweepEntry> entries) {
        if (closed) {
            return;
        }
        Duration elapsed = Duration.ofNanos(nanoTime.getAsLong() - begun);
        if (terminal.live()) {
            live.show(lines.lines(entries, elapsed));
            return;
        }
        entries.stream()
                .filter(entry -> entry.isOver() && told.add(entry.name()))
                .forEach(entry -> terminal.line(HumanFormat.clock(elapsed) + " " + PlainText.of(sentence(entry))));
    }

    private static String sentence(SweepEntry entry) {
        return entry.succeeded()
                ? entry.name() + " is done: held-out "
                        + HumanFormat.percent(entry.heldOut().orElse(0))
                : entry.name() + " ended without a version: " + entry.reason();
    }

    /** Takes the rewritten lines away, and shows nothing from now on. */
    @Override
    public synchronized void close() {
        closed = true;
        live.clear();
    }

    /** The lines of the leaderboard: how far the sweep is, and the members that have begun, from the best to the last. */
    static final class LeaderBoardLines {

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
            int width = begun.stream()
                    .mapToInt(entry -> entry.name().length())
                    .max()
                    .orElse(1);
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

    /**
     * How much work the members of a sweep are, in multiply-adds an image times epochs: a network of 110 layers takes its time, and a
     * sweep is not half done when half of its members are. It remembers how far each run was when it was seen first, so that what an
     * earlier sweep trained does not pass for the speed of this one.
     */
    static final class WorkEstimate {

        /** Classes change only the last layer, which is next to nothing. */
        private static final int CLASSES = 10;

        /** Share of all work; before so much is done, what is left cannot be told. */
        private static final double ENOUGH = 0.002;

        private final Map<String, Double> amounts = new HashMap<>();
        private final Map<String, Double> trainedBefore = new HashMap<>();
        private final double all;

        WorkEstimate(List<Member> members) {
            members.forEach(member -> amounts.put(member.name(), amount(member.recipe())));
            all = amounts.values().stream().mapToDouble(Double::doubleValue).sum();
        }

        private static double amount(Recipe recipe) {
            ImageShape image = recipe.image().orElse(ImageShape.CIFAR);
            return (double) Summary.of(recipe.arch().graph(image, CLASSES)).multiplyAdds() * recipe.epochs();
        }

        /** Share of all work that is done, from 0 to 1; a member that is over has none left, however it ended. */
        double done(List<SweepEntry> entries) {
            return 1 - missing(entries) / all;
        }

        /** Time until all members are over, as far as the time so far tells. */
        Optional<Duration> left(List<SweepEntry> entries, Duration elapsed) {
            double trained = entries.stream().mapToDouble(this::trainedNow).sum();
            return trained < ENOUGH * all
                    ? Optional.empty()
                    : Optional.of(Duration.ofMillis(Math.round(elapsed.toMillis() * missing(entries) / trained)));
        }

        private double missing(List<SweepEntry> entries) {
            return entries.stream()
                    .filter(entry -> !entry.isOver())
                    .mapToDouble(entry -> amounts.get(entry.name()) * (1 - trained(entry)))
                    .sum();
        }

        private double trainedNow(SweepEntry entry) {
            if (entry.run().isEmpty()) {
                return 0;
            }
            double share = trained(entry);
            double before = trainedBefore.computeIfAbsent(entry.name(), _ -> share);
            return amounts.get(entry.name()) * Math.max(0, share - before);
        }

        /** Share of a member's epochs that its run has trained, from 0 to 1. */
        private static double trained(SweepEntry entry) {
            double epochs = entry.run().map(WorkEstimate::epochs).orElse(0.0);
            return Math.clamp(epochs / entry.member().recipe().epochs(), 0, 1);
        }

        private static double epochs(Run run) {
            if (RunText.isOver(run.getState()) || !run.hasProgress()) {
                return run.getEpochsCount();
            }
            Progress progress = run.getProgress();
            return progress.getEpoch() - 1 + (double) progress.getStep() / Math.max(1, progress.getSteps());
        }
    }
}
