package io.resforge.cli.terminal;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jline.terminal.TerminalBuilder;

/** The whole screen of a terminal, drawn again and again. What was there before comes back when it is closed. */
public final class FullScreen implements AutoCloseable {

    /** Another screen, without a cursor and without wrapping: what is too wide is cut off by the terminal. */
    private static final String ENTER = "\u001B[?1049h\u001B[?25l\u001B[?7l";

    private static final String LEAVE = "\u001B[?7h\u001B[?25h\u001B[?1049l";
    private static final String HOME = "\u001B[H";
    private static final String CLEAR_LINE = "\u001B[K";
    private static final String CLEAR_BELOW = "\u001B[J";
    private static final long LOOK_EVERY_MILLIS = 100;
    private static final int CTRL_C = 3;
    private static final int USUAL_WIDTH = 80;
    private static final int USUAL_HEIGHT = 24;

    private final org.jline.terminal.Terminal screen;
    private final Terminal terminal;
    private final Attributes before;
    private volatile boolean left;
    private volatile boolean changed = true;
    private List<String> drawn = List.of();
    private boolean closed;

    /** What is drawn. */
    @FunctionalInterface
    public interface Frame {

        /**
         * The lines, ready to be printed.
         *
         * @param view the terminal as wide as it is now
         * @param height lines that there is room for; more are cut off
         */
        List<String> lines(Terminal view, int height);
    }

    FullScreen(org.jline.terminal.Terminal screen, Terminal terminal) {
        this.screen = screen;
        this.terminal = terminal;
        this.before = screen.enterRawMode();
        screen.handle(Signal.INT, signal -> left = true);
        screen.handle(Signal.WINCH, signal -> changed = true);
        screen.handle(Signal.TSTP, SignalHandler.SIG_IGN);
        screen.writer().print(ENTER);
        screen.writer().flush();
    }

    /** That of this process' terminal. */
    public static FullScreen of(Terminal terminal) throws IOException {
        return new FullScreen(TerminalBuilder.builder().system(true).dumb(false).build(), terminal);
    }

    /** Draws what is to be seen, again and again, until the user types q or Ctrl-C. */
    public void show(Frame frame) throws IOException {
        while (!left) {
            draw(frame);
            int key = screen.reader().read(LOOK_EVERY_MILLIS);
            left |= key == 'q' || key == 'Q' || key == CTRL_C || key == -1;
        }
    }

    private synchronized void draw(Frame frame) {
        Size size = screen.getSize();
        int height = size.getRows() > 0 ? size.getRows() : USUAL_HEIGHT;
        int width = size.getColumns() > 0 ? size.getColumns() : USUAL_WIDTH;
        List<String> lines = frame.lines(terminal.withWidth(width), height);
        if (closed || !changed && lines.equals(drawn)) {
            return;
        }
        changed = false;
        drawn = lines;
        StringBuilder text = new StringBuilder(HOME);
        for (int i = 0; i < Math.min(height, lines.size()); i++) {
            text.append(i == 0 ? "" : "\r\n").append(lines.get(i)).append(CLEAR_LINE);
        }
        PrintWriter writer = screen.writer();
        writer.print(text.append(CLEAR_BELOW));
        writer.flush();
    }

    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            closed = true;
            left = true;
            screen.setAttributes(before);
            screen.writer().print(LEAVE);
            screen.writer().flush();
            screen.close();
        }
    }
}
