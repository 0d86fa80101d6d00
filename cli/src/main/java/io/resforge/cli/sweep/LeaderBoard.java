package io.resforge.cli.sweep;

import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.LiveLines;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Shows how the members of a sweep stand: rewritten in place on a terminal, else a line for each member that ends. */
final class LeaderBoard implements Consumer<List<SweepEntry>>, AutoCloseable {

    private final Terminal terminal;
    private final LeaderBoardLines standing;
    private final LiveLines live;
    private final LongSupplier nanoTime;
    private final long begun;
    private final Set<String> told = new HashSet<>();
    private boolean closed;

    /** @param nanoTime a clock such as {@link System#nanoTime}; the sweep begins now */
    LeaderBoard(Terminal terminal, WorkEstimate work, LongSupplier nanoTime) {
        this.terminal = terminal;
        this.standing = new LeaderBoardLines(terminal, work);
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
            live.show(standing.lines(entries, elapsed));
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
}
