package io.resforge.cli.sweep;

import io.resforge.cli.terminal.LiveLines;
import io.resforge.cli.terminal.Terminal;
import io.resforge.cli.terminal.Words;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Shows how the members of a sweep stand: rewritten in place on a terminal, else a line for each member that ends. */
final class LeaderBoard implements Consumer<List<Entry>>, AutoCloseable {

    private final Terminal terminal;
    private final Standing standing;
    private final LiveLines live;
    private final LongSupplier nanoTime;
    private final long begun;
    private final Set<String> told = new HashSet<>();

    LeaderBoard(Terminal terminal, Work work, LongSupplier nanoTime) {
        this.terminal = terminal;
        this.standing = new Standing(terminal, work);
        this.live = new LiveLines(terminal);
        this.nanoTime = nanoTime;
        this.begun = nanoTime.getAsLong();
    }

    @Override
    public void accept(List<Entry> entries) {
        Duration elapsed = Duration.ofNanos(nanoTime.getAsLong() - begun);
        if (terminal.live()) {
            live.show(standing.lines(entries, elapsed));
            return;
        }
        for (Entry entry : entries) {
            if (Standing.isOver(entry.state()) && told.add(entry.member().name())) {
                terminal.line("%s %s".formatted(Words.clock(elapsed), sentence(entry)));
            }
        }
    }

    private static String sentence(Entry entry) {
        String name = entry.member().name();
        if (!entry.succeeded()) {
            return name + " ended without a version: " + entry.reason();
        }
        return name + " is done: held-out " + Words.percent(entry.heldOut().orElse(0));
    }

    /** Takes the rewritten lines away. */
    @Override
    public void close() {
        live.clear();
    }
}
