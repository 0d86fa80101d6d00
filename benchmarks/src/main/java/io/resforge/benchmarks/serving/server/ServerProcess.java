package io.resforge.benchmarks.serving.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A server in a process of its own. Its errors go to a file. */
public final class ServerProcess implements AutoCloseable {

    private static final int TIMEOUT_SECONDS = 20;
    private static final int LISTENS_WITHIN_SECONDS = 180;
    private static final long LOOK_NANOS = 2_000_000;

    private final Process process;
    private final Path log;

    private ServerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts one whose output goes to its log. */
    static ServerProcess logging(List<String> command) {
        return start(command, true);
    }

    /** Starts one that speaks to us by its output. */
    static ServerProcess speaking(List<String> command) {
        return start(command, false);
    }

    private static ServerProcess start(List<String> command, boolean logsOutput) {
        try {
            Path log = Files.createTempFile("server", ".log");
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
            if (logsOutput) {
                builder.redirectErrorStream(true).redirectOutput(log.toFile());
            }
            ServerProcess started = new ServerProcess(builder.start(), log);
            // Ctrl-C and errors must leave no server behind.
            Runtime.getRuntime().addShutdownHook(new Thread(started.process::destroyForcibly));
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("could not start " + command.getFirst(), e);
        }
    }

    /** The port that it says to be ready on, in a line {@code ready PORT}. */
    int announcedPort() {
        try {
            String line = process.inputReader().readLine();
            if (line == null || !line.startsWith("ready ")) {
                throw new IllegalStateException("the server did not get ready but said " + line + "; see " + log);
            }
            return Integer.parseInt(line.substring("ready ".length()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that it says from now on. */
    SpokenLines lines() {
        return SpokenLines.of(process.inputReader());
    }

    /** Waits until the server listens. */
    void awaitListening(int port) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LISTENS_WITHIN_SECONDS);
        while (true) {
            try (Socket _ = new Socket("127.0.0.1", port)) {
                return;
            } catch (IOException e) {
                requireAlive();
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("no server listens on port " + port + "; see " + log, e);
                }
                LockSupport.parkNanos(LOOK_NANOS);
            }
        }
    }

    void requireAlive() {
        if (!isAlive()) {
            throw new IllegalStateException("the server has ended; see " + log);
        }
    }

    /** Whether it has not ended. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it uses now. */
    public Usage usage() {
        requireAlive();
        return Usage.of(process.pid());
    }

    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
