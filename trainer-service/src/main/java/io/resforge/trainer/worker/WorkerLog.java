package io.resforge.trainer.worker;

import io.resforge.neuralnet.text.LogText;
import io.resforge.registry.value.AuditLine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** What a worker prints for people: plain lines with the time of day. */
final class WorkerLog {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    private static final String PROGRAM = "resforge-worker";

    private final PrintStream out;
    private final Clock clock;
    private final Optional<Path> lastWords;

    WorkerLog(PrintStream out, Clock clock) {
        this(out, clock, Optional.empty());
    }

    /** @param lastWords the file that Kubernetes reads the reason of a pod's end from, if there is one */
    WorkerLog(PrintStream out, Clock clock, Optional<Path> lastWords) {
        this.out = out;
        this.clock = clock;
        this.lastWords = lastWords;
    }

    /** Says why this process ends, in the pod's status too. */
    void lastWords(String format, Object... arguments) {
        say(format, arguments);
        lastWords.ifPresent(file -> write(file, String.format(Locale.ROOT, format, arguments)));
    }

    private void write(Path file, String words) {
        try {
            Files.writeString(file, words);
        } catch (IOException e) {
            say("warning: the reason is not in %s: %s", file, e.getMessage());
        }
    }

    void say(String format, Object... arguments) {
        String time = TIME.format(clock.instant().atZone(ZoneId.systemDefault()));
        out.println(time + " " + LogText.line(String.format(Locale.ROOT, format, arguments)));
        out.flush();
    }

    /** A line of the audit among the others: JSON alone in its line. */
    void audit(String runId, String action, String target, String before, String after, String why) {
        AuditLine line = AuditLine.of(PROGRAM, PROGRAM, runId, action, target, before, after, why);
        out.println(line.json(clock.instant()));
        out.flush();
    }

    /** Prints a text of several lines as they are, below what was said last. */
    void table(String text) {
        text.lines().map(LogText::line).forEach(out::println);
        out.flush();
    }

    /** Says what went wrong unexpectedly, with all that helps to find out why. */
    void trace(Throwable failure) {
        LogText.trace(failure).printStackTrace(out);
        out.flush();
    }
}
