package io.resforge.cli.terminal;

import java.io.Console;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Map;

/** What the Java platform and the environment tell about the terminal. */
final class SystemConsole {

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
        return isUnicode(
                System.getProperty("stdout.encoding", Charset.defaultCharset().name()));
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
