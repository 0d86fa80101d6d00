package io.resforge.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A checkout with the real launcher script over a Maven and JDKs that only tell what they are asked for. */
final class Checkout {

    private static final List<String> TOOLS = List.of(
            "awk cat cksum cp dirname find flock grep head mkdir readlink rm sed sh sleep tee tr touch".split(" "));

    private final Path folder;
    private final Path root;
    private final Path bin;
    private final Map<String, String> environment = new HashMap<>();

    /** What came of one call. */
    record Result(int exit, String out, String err) {}

    /** Makes one in this folder, with nothing built and no JDK in sight. */
    Checkout(Path folder, String name) {
        try {
            this.folder = folder.toRealPath();
            root = Files.createDirectories(this.folder.resolve(name));
            bin = Files.createDirectories(this.folder.resolve("bin"));
            Files.createDirectories(this.folder.resolve("home"));
            Files.copy(Path.of(System.getProperty("resforge.root"), "resforge"), root.resolve("resforge"));
            root.resolve("resforge").toFile().setExecutable(true);
            TOOLS.forEach(this::bring);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        environment.put("PATH", bin.toString());
        environment.put("HOME", this.folder.resolve("home").toString());
        environment.put("RESFORGE_JDKS", this.folder.resolve("jdks").toString());
        maven("for product in cli trainer-service inference-service; do mkdir -p $product/target; done");
        for (String module : List.of("proto", "neuralnet", "registry", "training", "service-support")) {
            source(module);
        }
        Stream.of("cli", "trainer-service", "inference-service").forEach(this::source);
    }

    private void bring(String tool) {
        Stream.of("/usr/bin", "/bin")
                .map(place -> Path.of(place, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .ifPresent(it -> script(bin.resolve(tool), "exec " + it + " \"$@\""));
    }

    Path root() {
        return root;
    }

    Path bin() {
        return bin;
    }

    Path home() {
        return folder.resolve("home");
    }

    Path jdks() {
        return folder.resolve("jdks");
    }

    /** Sets a variable for the calls that follow. */
    Checkout with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Takes a tool away. */
    Checkout without(String tool) throws IOException {
        Files.deleteIfExists(bin.resolve(tool));
        return this;
    }

    /** Puts a JDK of this version there. Its java tells where it is and what it was called with. */
    static Path jdk(Path where, String version) throws IOException {
        Files.createDirectories(where.resolve("bin"));
        Files.writeString(where.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        script(
                where.resolve("bin/java"),
                "echo \"java $JAVA_HOME\"; for word in \"$@\"; do printf '<%s>\\n' \"$word\"; done");
        script(where.resolve("bin/javac"), "exit 1");
        return where;
    }

    /** Has this Maven: it notes what it was called with, then does this in the checkout's folder. */
    Checkout maven(String body) {
        script(root.resolve("mvnw"), "echo \"$@\" >>'" + folder.resolve("maven.log") + "'\n" + body);
        return this;
    }

    /** What Maven was called with, one line a call. */
    List<String> mavenCalls() throws IOException {
        Path log = folder.resolve("maven.log");
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    /** A source of this module that is as old as the checkout. */
    private void source(String module) {
        touch(module, Instant.EPOCH);
    }

    /** A source of this module that was changed just now. */
    void change(String module) {
        write(module, "class A { int changed; }", Instant.now().plusSeconds(60));
    }

    /** A source of this module of which the date is wrong. */
    void date(String module, Instant time) {
        touch(module, time);
    }

    private void touch(String module, Instant time) {
        write(module, "class A {}", time);
    }

    private void write(String module, String content, Instant time) {
        try {
            Path source =
                    Files.createDirectories(root.resolve(module).resolve("src")).resolve("A.java");
            Files.writeString(source, content);
            Files.setLastModifiedTime(source, FileTime.from(time));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void script(Path file, String body) {
        try {
            Files.writeString(file, "#!/bin/sh\n" + body + "\n");
            file.toFile().setExecutable(true);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Runs the launcher. */
    Result run(String... words) throws IOException, InterruptedException {
        return run(root.resolve("resforge"), words);
    }

    /** Runs the launcher through this path to it. */
    Result run(Path launcher, String... words) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        List<String> line = Stream.concat(Stream.of("/bin/sh", launcher.toString()), Stream.of(words))
                .toList();
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.directory(folder.toFile()).redirectOutput(out.toFile()).redirectError(err.toFile());
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the launcher does not end: " + Files.readString(err));
        }
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err, StandardCharsets.UTF_8));
    }
}
