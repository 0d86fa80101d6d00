package io.resforge.spine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the processes of one test class printed.
 *
 * @param folder with the logs, at any depth
 */
record Logs(Path folder) {

    private static final int TAIL_LINES = 25;

    /** The whole text of each log, one after the other. */
    String text() {
        return files(".log").map(Logs::read).collect(Collectors.joining("\n"));
    }

    /** The last lines of each log. */
    String tails() {
        return files(".log").map(Logs::tail).collect(Collectors.joining("\n"));
    }

    /** What JVMs that crashed left. */
    List<Path> crashes() {
        return files(".log")
                .filter(file -> file.getFileName().toString().startsWith("hs_err"))
                .toList();
    }

    private static String tail(Path file) {
        List<String> lines = read(file).lines().toList();
        return "--- " + file + "\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    }

    private Stream<Path> files(String ending) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(ending)).sorted().toList().stream();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
