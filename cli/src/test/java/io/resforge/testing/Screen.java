package io.resforge.testing;

import io.resforge.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/** A terminal that remembers what was printed, on each stream and on both in their order. */
public final class Screen {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final ByteArrayOutputStream both = new ByteArrayOutputStream();
    private final Terminal terminal;

    private Screen(boolean live, boolean unicode, int width) {
        terminal = new Terminal(stream(out), stream(err), live, live ? Ansi.ON : Ansi.OFF, unicode, width);
    }

    /** No person's terminal: a file or another program reads. */
    public static Screen piped() {
        return new Screen(false, true, 80);
    }

    /** The same, where only ASCII can be shown. */
    public static Screen ascii() {
        return new Screen(false, false, 80);
    }

    /** A person's terminal of this width. */
    public static Screen live(int width) {
        return new Screen(true, true, width);
    }

    private PrintStream stream(ByteArrayOutputStream own) {
        return new PrintStream(own, true, StandardCharsets.UTF_8) {
            @Override
            public void write(byte[] bytes, int from, int length) {
                super.write(bytes, from, length);
                both.write(bytes, from, length);
            }
        };
    }

    /** Prints here. */
    public Terminal terminal() {
        return terminal;
    }

    /** All of standard output. */
    public String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** All of standard error. */
    public String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** The lines of both streams in the order in which they were printed. */
    public List<String> lines() {
        return both.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** What rewritten lines showed, one after another, without their colours. */
    public List<String> frames() {
        return List.of(out().split("\r\u001B\\[2K|\n")).stream()
                .map(Screen::plain)
                .toList();
    }

    /** A text without colours. */
    public static String plain(String text) {
        return text.replaceAll("\u001B\\[[0-9;]*m", "");
    }
}
