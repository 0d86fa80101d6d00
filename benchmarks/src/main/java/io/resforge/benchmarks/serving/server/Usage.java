package io.resforge.benchmarks.serving.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a process uses, as Linux tells it.
 *
 * @param residentMegabytes memory that it has now
 * @param peakMegabytes the most that it ever had
 * @param threads that it has now
 * @param processorSeconds that it has computed since its start, to a hundredth
 */
public record Usage(double residentMegabytes, double peakMegabytes, int threads, double processorSeconds) {

    private static final double TICKS_PER_SECOND = 100;
    // The fields of /proc/PID/stat after the name, which may hold anything and ends with the last bracket.
    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;

    /** Of a process that runs. */
    public static Usage of(long pid) {
        try {
            Path folder = Path.of("/proc", Long.toString(pid));
            List<String> status = Files.readAllLines(folder.resolve("status"));
            String stat = Files.readString(folder.resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            double ticks = Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]);
            return new Usage(
                    number(status, "VmRSS") / 1024.0,
                    number(status, "VmHWM") / 1024.0,
                    (int) number(status, "Threads"),
                    ticks / TICKS_PER_SECOND);
        } catch (IOException e) {
            throw new UncheckedIOException("process " + pid + " has ended", e);
        }
    }

    private static long number(List<String> status, String name) {
        return status.stream()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Linux tells no " + name));
    }
}
