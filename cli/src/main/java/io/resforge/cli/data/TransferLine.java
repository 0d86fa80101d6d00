package io.resforge.cli.data;

import io.resforge.cli.terminal.Bars;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.LiveLines;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.Terminal;
import java.time.Duration;
import java.util.Locale;

/** Shows how far a download is. */
final class TransferLine implements FileDownload.Progress, AutoCloseable {

    private static final long EVERY_NANOS = 100_000_000;
    private static final int BAR = 24;
    private static final int WIDE = 80;

    private final Terminal terminal;
    private final LiveLines live;
    private final String name;
    private long began;
    private long bytesAtBegin;
    private long lastShown;

    TransferLine(Terminal terminal, String name) {
        this.terminal = terminal;
        this.live = new LiveLines(terminal);
        this.name = PlainText.of(name);
    }

    @Override
    public void at(long bytes, long total) {
        long now = System.nanoTime();
        if (began == 0) {
            began = now;
            bytesAtBegin = bytes;
        }
        if (now - lastShown < EVERY_NANOS) {
            return;
        }
        lastShown = now;
        double speed = (bytes - bytesAtBegin) / Math.max(1e-3, (now - began) / 1e9);
        live.show("  " + name + " " + (total < 0 ? HumanFormat.bytes(bytes) : known(bytes, total, speed)) + "  "
                + HumanFormat.bytes((long) speed) + "/s");
    }

    private String known(long bytes, long total, double speed) {
        // The name, the share and the speed come first: a bar only where there is room for them as well.
        String bar = terminal.width() < WIDE ? "" : Bars.progress(terminal, (double) bytes / total, BAR) + " ";
        String left = speed < 1
                ? ""
                : "  " + HumanFormat.clock(Duration.ofSeconds((long) ((total - bytes) / speed))) + " left";
        return String.format(Locale.ROOT, "%s%3.0f%%%s", bar, 100.0 * bytes / total, left);
    }

    /** Takes the line away. */
    void clear() {
        live.clear();
    }

    @Override
    public void close() {
        clear();
    }
}
