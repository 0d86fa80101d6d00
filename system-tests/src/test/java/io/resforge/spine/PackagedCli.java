package io.resforge.spine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged {@code resforge} command line, each command as a process of its own. */
final class PackagedCli implements AutoCloseable {

    private final Map<String, String> environment;
    private final Path folder;
    private final List<Process> started = new ArrayList<>();

    /**
     * @param environment variables of each command
     * @param folder for what commands print
     */
    PackagedCli(Map<String, String> environment, Path folder) {
        this.environment = environment;
        this.folder = folder;
    }

    /** How a command ended, and what it printed. */
    record Result(int exitCode, String out, String err) {}

    /** Runs a command to its end. */
    Result run(String... arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        if (!process.waitFor(Until.LONGEST_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError(String.join(" ", arguments) + " did not end");
        }
        int number = started.size();
        return new Result(process.exitValue(), Files.readString(out(number)), Files.readString(err(number)));
    }

    /** Starts a command, which reacts to Ctrl-C also where this process does not. */
    Process start(String... arguments) throws IOException {
        List<String> line = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/env"))
                && System.getProperty("os.name").equals("Linux")) {
            line.addAll(List.of("/usr/bin/env", "--default-signal=INT"));
        }
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        line.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        line.add("-Dresforge.root=" + Spine.ROOT);
        line.addAll(
                List.of("-jar", Spine.ROOT.resolve("cli/target/resforge.jar").toString()));
        line.addAll(List.of(arguments));
        Files.createDirectories(folder);
        int number = started.size() + 1;
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectOutput(out(number).toFile())
                .redirectError(err(number).toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        started.add(process);
        return process;
    }

    /** What the command started last has printed so far. */
    String printed() throws IOException {
        return Files.readString(out(started.size()));
    }

    private Path out(int number) {
        return folder.resolve("command-" + number + ".out.log");
    }

    private Path err(int number) {
        return folder.resolve("command-" + number + ".err.log");
    }

    /** Ends what still runs, and what that started. */
    @Override
    public void close() {
        for (Process process : started) {
            List<ProcessHandle> children = process.descendants().toList();
            process.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
