package io.resforge.cli.demo;

import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.Terminal;
import java.time.Duration;

/** Tells the demo's story: numbered steps, each with the time since the beginning. */
final class Narrator {

    private final Terminal terminal;
    private final long begin = System.nanoTime();
    private int steps;

    Narrator(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Time since the beginning. */
    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** Begins the next step. */
    void step(String title) {
        terminal.line();
        String clock = HumanFormat.clock(elapsed());
        terminal.line("@|bold,cyan " + ++steps + "|@ @|bold " + title + "|@ @|faint " + clock + "|@");
    }

    /** Tells something of the step. */
    void say(String markup) {
        terminal.line("  " + markup);
    }

    /** The terminal, for tables and bars. */
    Terminal terminal() {
        return terminal;
    }
}
