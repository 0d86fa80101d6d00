package io.resforge.trainer.backend.process;

import io.resforge.trainer.backend.RunLog;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/** A log that is a file, which may not be there yet, and may grow. */
final class FileLog implements RunLog {

    private static final int CHUNK = 64 * 1024;

    private final Path file;
    private final OptionalInt tail;
    private final BooleanSupplier complete;
    private long position = -1;

    /**
     * @param tail only so many of the last lines that are there; empty for all
     * @param complete whether nothing will be added any more
     */
    FileLog(Path file, OptionalInt tail, BooleanSupplier complete) {
        this.file = file;
        this.tail = tail;
        this.complete = complete;
    }

    @Override
    public Lines read() {
        // Asked first: what is added after the answer is yes is nothing.
        boolean over = complete.getAsBoolean();
        if (!Files.exists(file)) {
            return over ? Lines.end() : Lines.none();
        }
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            if (position < 0) {
                position = tail.isEmpty() ? 0 : beginOfTail(log, tail.getAsInt());
            }
            return lines(log, over);
        } catch (IOException e) {
            throw new UncheckedIOException("could not read the log " + file, e);
        }
    }

    private Lines lines(RandomAccessFile log, boolean over) throws IOException {
        byte[] chunk = new byte[(int) Math.min(CHUNK, log.length() - position)];
        log.seek(position);
        log.readFully(chunk);
        boolean rest = position + chunk.length == log.length();
        int length =
                over && rest || chunk.length == CHUNK && lastLineEnd(chunk) == 0 ? chunk.length : lastLineEnd(chunk);
        position += length;
        List<String> lines =
                new String(chunk, 0, length, StandardCharsets.UTF_8).lines().toList();
        return new Lines(lines, lines.isEmpty() ? "" : file.getFileName().toString(), over && rest);
    }

    /** How many bytes make whole lines. */
    private static int lastLineEnd(byte[] chunk) {
        int length = chunk.length;
        while (length > 0 && chunk[length - 1] != '\n') {
            length--;
        }
        return length;
    }

    /** Where the last lines begin; looks at the file from its end. */
    private static long beginOfTail(RandomAccessFile log, int lines) throws IOException {
        long end = log.length();
        int missing = lines + 1;
        while (end > 0) {
            byte[] chunk = new byte[(int) Math.min(CHUNK, end)];
            log.seek(end - chunk.length);
            log.readFully(chunk);
            for (int i = chunk.length - 1; i >= 0; i--) {
                boolean lineEnd = chunk[i] == '\n' || end - chunk.length + i == log.length() - 1;
                if (lineEnd && --missing == 0) {
                    return end - chunk.length + i + 1;
                }
            }
            end -= chunk.length;
        }
        return 0;
    }

    @Override
    public void close() {
        // The file is opened for each look.
    }
}
