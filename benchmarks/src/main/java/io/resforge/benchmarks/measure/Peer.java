package io.resforge.benchmarks.measure;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A contender in a process of its own, so that its memory, threads and settings meet no other; {@code peers/protocol.py} describes how
 * they talk. One that cannot be started or fails is absent from then on, with a reason, and stops no other.
 */
public final class Peer implements AutoCloseable {

    private static final int TIMEOUT_MINUTES = 15;

    private final String name;
    private final Process process;
    private final Path errors;
    private final PrintWriter questions;
    private String version = "";
    private long parameters;
    private String absence = "";

    private Peer(String name, Process process, Path errors) {
        this.name = name;
        this.errors = errors;
        this.process = process;
        this.questions = process == null ? null : new PrintWriter(process.outputWriter(), true);
    }

    /** Starts it, and waits until it is ready. */
    public static Peer start(String name, List<String> command, Map<String, String> environment) {
        try {
            Path errors = Files.createTempFile("peer", ".log");
            errors.toFile().deleteOnExit();
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
            builder.environment().putAll(environment);
            Peer peer = new Peer(name, builder.start(), errors);
            peer.greet();
            return peer;
        } catch (IOException e) {
            return absent(name, e.getMessage());
        }
    }

    /** One that does not take part. */
    public static Peer absent(String name, String reason) {
        Peer peer = new Peer(name, null, null);
        peer.absence = reason;
        return peer;
    }

    private void greet() {
        String[] words = answer().split(" ", 3);
        switch (words[0]) {
            case "ready" -> {
                parameters = Long.parseLong(words[1]);
                version = words[2];
            }
            case "absent" -> absence = String.join(" ", Arrays.copyOfRange(words, 1, words.length));
            default -> absence = "could not start: " + lastError();
        }
    }

    /** Milliseconds of each of some steps; none if it is absent. */
    public double[] step(int count) {
        if (isAbsent()) {
            return new double[0];
        }
        questions.println("step " + count);
        String line = answer();
        if (line.isEmpty()) {
            absence = "ended in the middle: " + lastError();
            return new double[0];
        }
        return Arrays.stream(line.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }

    /** One line; empty if it has ended or takes too long. */
    private String answer() {
        CompletableFuture<String> line = CompletableFuture.supplyAsync(this::line);
        try {
            return line.get(TIMEOUT_MINUTES, TimeUnit.MINUTES);
        } catch (TimeoutException e) {
            process.destroyForcibly();
            return "";
        } catch (ExecutionException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private String lastError() {
        try (Stream<String> lines = Files.lines(errors)) {
            return lines.map(String::strip)
                    .filter(line -> line.contains("rror"))
                    .reduce((_, later) -> later)
                    .orElse("no reason given");
        } catch (IOException e) {
            return "no reason given";
        }
    }

    private String line() {
        try {
            String line = process.inputReader().readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            return "";
        }
    }

    public String name() {
        return name;
    }

    /** Of what it is made, such as {@code PyTorch 2.7.1}. */
    public String version() {
        return version;
    }

    /** How many numbers its network trains. */
    public long parameters() {
        return parameters;
    }

    public boolean isAbsent() {
        return !absence.isEmpty();
    }

    /** Why it is absent; empty if it is not. */
    public String absence() {
        return absence;
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroy();
        }
    }
}
