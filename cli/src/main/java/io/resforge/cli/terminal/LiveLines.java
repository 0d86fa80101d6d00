package io.resforge.cli.terminal;

import java.util.Locale;
import picocli.CommandLine.Help.Ansi.Text;

/** The last lines on a terminal, rewritten in place. Where lines cannot be rewritten they stay silent. */
public final class LiveLines {

    private static final String TO_START = "\r";
    private static final String UP = "\u001B[%dA";
    private static final String CLEAR_BELOW = "\u001B[J";

    /** Columns that stay free: the terminal writes ^C there, and goes to no further line that would stay behind. */
    public static final int FREE = 3;

    private final Terminal terminal;
    private int shown;

    /** Lines at the bottom of this terminal. */
    public LiveLines(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Shows lines in place of those before. What does not fit the terminal's width is cut off, or a line would take two. */
    public synchronized void show(String... markup) {
        if (terminal.live()) {
            StringBuilder lines = new StringBuilder(clearing());
            for (int i = 0; i < markup.length; i++) {
                lines.append(i == 0 ? "" : System.lineSeparator()).append(fitting(markup[i]));
            }
            terminal.out().print(lines);
            terminal.out().flush();
            shown = markup.length;
        }
    }

    /** Prints a line that stays, above the live ones. */
    public synchronized void keep(String markup) {
        clear();
        terminal.line(markup);
    }

    /** Takes the live lines away. */
    public synchronized void clear() {
        if (shown > 0) {
            terminal.out().print(clearing());
            terminal.out().flush();
            shown = 0;
        }
    }

    private String clearing() {
        return TO_START + (shown > 1 ? String.format(Locale.ROOT, UP, shown - 1) : "") + CLEAR_BELOW;
    }

    private String fitting(String markup) {
        Text text = terminal.text(markup);
        int end = TextWidth.cut(text.plainString(), 0, terminal.width() - FREE);
        return PlainText.unmarked(text.substring(0, end).toString());
    }
}
