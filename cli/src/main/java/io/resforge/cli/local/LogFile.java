package io.resforge.cli.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The log of a service. */
record LogFile(Path path) {

    private static final int LOOK_BACK_BYTES = 64 << 10;
    private static final int LONGEST_LINE_BYTES = 64 << 10;
    private static final long LOOK_EVERY_MILLIS = 200;

    /** Where a failure was, which is no reason and would leave no room for one. */
    private static final Pattern FRAME = Pattern.compile("\\s+(at .*|\\.\\.\\. \\d+ more)");

    /** The last lines, at most this many and without the frames of stack traces; none if it cannot be read. */
    List<String> tail(int lines) {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            long start = Math.max(0, file.length() - LOOK_BACK_BYTES);
            byte[] end = new byte[(int) (file.length() - start)];
            file.seek(start);
            file.readFully(end);
            List<String> all = new String(end, StandardCharsets.UTF_8)
                    .lines()
                    .filter(l -> !l.isBlank() && !FRAME.matcher(l).matches())
                    .toList();
            return all.subList(Math.max(0, all.size() - lines), all.size());
        } catch (IOException unreadable) {
            return List.of(); // the failure that is being told matters more
        }
    }

    /**
     * Reads the lines that are there, and then those that come.
     *
     * @param last only so many of those that are there; all if empty
     * @param goesOn whether to wait for more at the end
     * @param line is given each line; of a very long one the parts
     */
    void read(OptionalInt last, BooleanSupplier goesOn, Consumer<String> line)
            throws IOException, InterruptedException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            Lines lines = new Lines(file);
            Deque<String> kept = new ArrayDeque<>();
            lines.each(text -> {
                if (last.isEmpty()) {
                    line.accept(text);
                    return;
                }
                kept.addLast(text);
                if (kept.size() > last.getAsInt()) {
                    kept.removeFirst();
                }
            });
            kept.forEach(line);
            boolean more = goesOn.getAsBoolean();
            while (more) {
                Thread.sleep(LOOK_EVERY_MILLIS);
                more = goesOn.getAsBoolean(); // before the last look, so that nothing that was written is missed
                if (file.length() < file.getFilePointer()) {
                    file.seek(0); // the service has begun anew
                }
                lines.each(line);
            }
            lines.rest(line);
        }
    }

    /** Takes the bytes of a file apart, as far as they are there. */
    private static final class Lines {

        private final RandomAccessFile file;
        private final byte[] block = new byte[16 << 10];
        private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

        Lines(RandomAccessFile file) {
            this.file = file;
        }

        void each(Consumer<String> line) throws IOException {
            for (int count = file.read(block); count > 0; count = file.read(block)) {
                for (int i = 0; i < count; i++) {
                    if (block[i] == '\n' || begun.size() == LONGEST_LINE_BYTES) {
                        line.accept(begun.toString(StandardCharsets.UTF_8));
                        begun.reset();
                    }
                    if (block[i] != '\n' && block[i] != '\r') {
                        begun.write(block[i]);
                    }
                }
            }
        }

        /** A last line without an end. */
        void rest(Consumer<String> line) {
            if (begun.size() > 0) {
                line.accept(begun.toString(StandardCharsets.UTF_8));
            }
        }
    }
}
