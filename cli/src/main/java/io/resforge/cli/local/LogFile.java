package io.resforge.cli.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The log of a service.
 *
 * @param path of the file
 */
record LogFile(Path path) {

    private static final int LOOK_BACK_BYTES = 16 << 10;

    /** The last lines, at most this many; none if it cannot be read. */
    List<String> tail(int lines) {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            long start = Math.max(0, file.length() - LOOK_BACK_BYTES);
            byte[] end = new byte[(int) (file.length() - start)];
            file.seek(start);
            file.readFully(end);
            List<String> all = new String(end, StandardCharsets.UTF_8)
                    .lines()
                    .filter(l -> !l.isBlank())
                    .toList();
            return all.subList(Math.max(0, all.size() - lines), all.size());
        } catch (IOException unreadable) {
            return List.of(); // the failure that is being told matters more
        }
    }
}
