package io.resforge.trainer.worker;

import java.io.PrintStream;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What a worker prints for people: plain lines with the time of day. */
final class WorkerLog {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    private final PrintStream out;
    private final Clock clock;

    WorkerLog(PrintStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
    }

    void say(String format, Object... arguments) {
        String time = TIME.format(clock.instant().atZone(ZoneId.systemDefault()));
        out.println(time + " " + String.format(Locale.ROOT, format, arguments));
        out.flush();
    }

    /** Says what went wrong unexpectedly, with all that helps to find out why. */
    void trace(Throwable failure) {
        failure.printStackTrace(out);
        out.flush();
    }
}
