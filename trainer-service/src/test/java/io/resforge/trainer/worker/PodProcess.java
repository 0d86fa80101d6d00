package io.resforge.trainer.worker;

import io.resforge.trainer.TrainerMain;
import io.resforge.trainer.backend.process.WorkerCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A worker as a pod of a Job runs it: a process of its own, told all by arguments and environment. */
final class PodProcess implements AutoCloseable {

    private static final long LONGEST_SECONDS = 240;

    private final Process process;
    private final Path output;

    private PodProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static PodProcess start(Path folder, String pod, Map<String, String> environment, String... arguments)
            throws IOException {
        Path output = folder.resolve(pod + ".log");
        WorkerCommand.Program program = WorkerCommand.thisProgram(
                TrainerMain.class.getName(),
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx512m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC"),
                Map.of());
        List<String> command = new ArrayList<>(program.line());
        command.add("train");
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(program.environment());
        builder.environment().putAll(environment);
        builder.environment().putAll(Map.of("POD_NAME", pod, "POD_UID", pod + "-uid"));
        builder.environment()
                .put(
                        "RESFORGE_TERMINATION_LOG",
                        Files.createFile(folder.resolve(pod + ".end")).toString());
        return new PodProcess(builder.start(), output);
    }

    String printed() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until something is so, and fails if the process ends first or it takes too long. */
    void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
        while (!condition.getAsBoolean()) {
            if (process.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                throw new AssertionError("it did not come to that:\n" + printed());
            }
        }
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("it does not end:\n" + printed());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
