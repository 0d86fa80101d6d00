package io.resforge.cli.terminal;

import picocli.CommandLine.Help.Ansi.Text;

/** The last line on a terminal, rewritten in place. Where lines cannot be rewritten it stays silent. */
public final class LiveLine {

    private static final String TO_START_AND_CLEAR = "\r\u001B[2K";

    private final Terminal terminal;
    private boolean shown;

    /** A line at the bottom of this terminal. */
    public LiveLine(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Shows a text in place of the one before. What does not fit the terminal's width is cut off: only one line is rewritten. */
    public synchronized void show(String markup) {
        if (terminal.live()) {
            Text text = terminal.ansi().new Text(markup);
            int room = Math.min(terminal.width() - 1, text.plainString().length());
            terminal.out().print(TO_START_AND_CLEAR + text.substring(0, room));
            terminal.out().flush();
            shown = true;
        }
    }

    /** Prints a line that stays, above the live one. */
    public synchronized void keep(String markup) {
        clear();
        terminal.line(markup);
    }

    /** Takes the live line away. */
    public synchronized void clear() {
        if (shown) {
            terminal.out().print(TO_START_AND_CLEAR);
            terminal.out().flush();
            shown = false;
        }
    }
}
