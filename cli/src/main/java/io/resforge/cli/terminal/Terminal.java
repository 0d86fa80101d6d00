package io.resforge.cli.terminal;

import java.io.Console;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Help.Ansi;

/**
 * Where output goes and what it may look like there.
 *
 * @param out for what a person or a program reads
 * @param err for errors
 * @param live whether a line may be rewritten in place
 * @param ansi colours or none
 * @param unicode whether bars and marks may go beyond ASCII
 * @param width columns, at least 40
 */
public record Terminal(PrintStream out, PrintStream err, boolean live, Ansi ansi, boolean unicode, int width) {

    private static final int NARROWEST = 40;

    public Terminal {
        width = Math.max(NARROWEST, width);
    }

    /** The terminal of this process. */
    public static Terminal system() {
        Map<String, String> environment = System.getenv();
        boolean person = SystemConsole.isTerminal();
        boolean live = person && !"dumb".equals(environment.get("TERM"));
        Ansi ansi = live && Ansi.AUTO.enabled() ? Ansi.ON : Ansi.OFF;
        return new Terminal(
                System.out, System.err, live, ansi, SystemConsole.isUnicode(), SystemConsole.width(environment));
    }

    /** The same for a command whose standard output belongs to JSON: everything else goes to standard error, plainly. */
    public Terminal besideJson() {
        return new Terminal(err, err, false, Ansi.OFF, unicode, width);
    }

    /** The same with so many columns. */
    public Terminal withWidth(int columns) {
        return new Terminal(out, err, live, ansi, unicode, columns);
    }

    /** The same that prints nothing. */
    public Terminal silent() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        return new Terminal(nowhere, nowhere, false, Ansi.OFF, unicode, width);
    }

    /** Prints a line; {@code @|bold …|@} and the like style it. Texts of others go in as {@link PlainText#of} gives them. */
    public void line(String markup) {
        out.println(styled(markup));
    }

    /** Prints a line by a format of {@link String#format}; it is markup, as in {@link #line(String)}. */
    public void line(String format, Object... values) {
        line(String.format(Locale.ROOT, format, values));
    }

    /** Prints a line of others, such as one of a log, as it is. */
    public void plainLine(String text) {
        out.println(PlainText.indented(text));
    }

    /** Prints an empty line. */
    public void line() {
        out.println();
    }

    /** A text with its markup made visible or taken out. */
    public String styled(String markup) {
        return PlainText.unmarked(text(markup).toString());
    }

    /** The same, not ready to be printed: what {@link PlainText#of} marked is still to be unmarked. */
    Ansi.Text text(String markup) {
        return ansi.new Text(PlainText.printed(markup));
    }

    /** The first where the terminal can show it, else the second. */
    public String either(String beautiful, String ascii) {
        return unicode ? beautiful : ascii;
    }

    /** What the Java platform and the environment tell about the terminal. */
    static final class SystemConsole {

        private static final int USUAL_WIDTH = 80;

        private SystemConsole() {}

        /** Whether standard input and output are a terminal. */
        static boolean isTerminal() {
            Console console = System.console();
            if (console == null) {
                return false;
            }
            try {
                // Since Java 22 there may be a console without a terminal; the method is as new.
                return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
            } catch (NoSuchMethodException older) {
                return true;
            } catch (ReflectiveOperationException unexpected) {
                return false;
            }
        }

        /** Whether standard output can show more than ASCII. */
        static boolean isUnicode() {
            return isUnicode(System.getProperty(
                    "stdout.encoding", Charset.defaultCharset().name()));
        }

        static boolean isUnicode(String encoding) {
            return encoding.toUpperCase(Locale.ROOT).startsWith("UTF");
        }

        /** Columns, as {@code ./resforge} or the shell says. */
        static int width(Map<String, String> environment) {
            String columns = environment.getOrDefault("COLUMNS", "").strip();
            return columns.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(columns) : USUAL_WIDTH;
        }
    }
}
