package io.resforge.cli.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The log of a service.
 *
 * @param path of the file
 */
record LogFile(Path path) {

    private static final int LOOK_BACK_BYTES = 64 << 10;

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
}
