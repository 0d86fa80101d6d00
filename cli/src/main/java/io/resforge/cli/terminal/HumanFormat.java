package io.resforge.cli.terminal;

import com.google.protobuf.Timestamp;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers and times as people read them. */
public final class HumanFormat {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private HumanFormat() {}

    /** A share as {@code 51.2%}. */
    public static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f%%", 100 * share);
    }

    /** A count as {@code 272,474}. */
    public static String count(double number) {
        return String.format(Locale.ROOT, "%,.0f", number);
    }

    /** A loss as {@code 1.234}. */
    public static String loss(double loss) {
        return String.format(Locale.ROOT, "%.3f", loss);
    }

    /** A time as {@code 0:07}, {@code 12:34} or {@code 1:02:03}. */
    public static String clock(Duration time) {
        long seconds = Math.max(0, Math.round(time.toMillis() / 1000.0));
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    /** Bytes as {@code 1.5 MB}. */
    public static String bytes(long bytes) {
        return bytes < 100_000
                ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
                : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    /** A moment as {@code 2026-01-31 14:25} in this zone; a dash for none. */
    public static String moment(Timestamp time, ZoneId zone) {
        return time.equals(Timestamp.getDefaultInstance())
                ? "-"
                : Instant.ofEpochSecond(time.getSeconds()).atZone(zone).format(TIME);
    }

    /** A path as {@code ~/data} where it is in the user's home, else in full, as a part of markup. A shell reads both. */
    public static String path(Path path) {
        return PlainText.of(path(path, System.getenv("HOME")));
    }

    static String path(Path path, String home) {
        return home != null && !home.isBlank() && path.startsWith(home)
                ? "~/" + Path.of(home).relativize(path)
                : path.toString();
    }
}
