package io.resforge.network.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How much memory this process takes as Linux counts it: tensors lie outside the Java heap. */
public final class ProcessMemory {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    private ProcessMemory() {}

    /** Whether this system tells it. */
    public static boolean isTold() {
        return Files.isReadable(STATUS);
    }

    /** Resident memory in bytes; not a number where the system does not tell it. */
    public static double residentBytes() {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.map(RESIDENT::matcher)
                    .filter(Matcher::matches)
                    .mapToDouble(line -> 1024 * Double.parseDouble(line.group(1)))
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException | UncheckedIOException e) {
            return Double.NaN; // other measurements are worth more than this one
        }
    }
}
