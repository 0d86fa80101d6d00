package io.resforge.benchmarks.serving.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What a process says, and when. */
final class SpokenLines {

    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final List<Line> lines = new ArrayList<>();
    private boolean ended;

    /** One of them, and the {@link System#nanoTime} at which it was read. */
    record Line(long nanos, String text) {}

    /** Reads to the end, on a thread of its own. */
    static SpokenLines of(BufferedReader reader) {
        SpokenLines spoken = new SpokenLines();
        Thread.ofPlatform().daemon().start(() -> spoken.read(reader));
        return spoken;
    }

    private void read(BufferedReader reader) {
        try {
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                add(new Line(System.nanoTime(), text));
            }
        } catch (IOException e) {
            // The process is gone.
        } finally {
            end();
        }
    }

    private synchronized void add(Line line) {
        lines.add(line);
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** The first line that holds some words, once it is there. */
    synchronized Line await(String words) {
        long end = System.nanoTime() + TIMEOUT_NANOS;
        while (true) {
            Optional<Line> found =
                    lines.stream().filter(line -> line.text().contains(words)).findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (ended || left <= 0) {
                throw new IllegalStateException("the process did not say '" + words + "' but " + lines);
            }
            waitFor(left);
        }
    }

    private void waitFor(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
