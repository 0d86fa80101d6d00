package io.resforge.benchmarks.serving.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Async-profiler, in another JVM that it is attached to. */
public final class Profiler {

    private static final String LIBRARY = "/linux-x64/libasyncProfiler.so";

    private final long pid;
    private final Path library;

    private Profiler(long pid, Path library) {
        this.pid = pid;
        this.library = library;
    }

    /** Of a JVM of this user that runs. */
    public static Profiler of(long pid) {
        try (InputStream content = Profiler.class.getResourceAsStream(LIBRARY)) {
            if (content == null) {
                throw new IllegalStateException(
                        "async-profiler has no library for this system; Linux on x86-64 is needed");
            }
            Path library = Files.createTempFile("async-profiler", ".so");
            library.toFile().deleteOnExit();
            Files.copy(content, library, StandardCopyOption.REPLACE_EXISTING);
            return new Profiler(pid, library);
        } catch (IOException e) {
            throw new UncheckedIOException("could not unpack async-profiler", e);
        }
    }

    /**
     * Profiles all threads while some work is done.
     *
     * @param event such as {@code ctimer} for processor time or {@code alloc} for allocated bytes
     * @param interval between samples, such as {@code 200us} or {@code 4k}
     * @param flameGraph file that a flame graph is written to
     * @return stacks and how often each was met, a line each
     */
    public List<String> during(Runnable work, String event, String interval, Path flameGraph) {
        command("start,threads,event=" + event + ",interval=" + interval);
        work.run();
        try {
            command("dump,flamegraph,title=" + event + ",file=" + flameGraph.toAbsolutePath());
            Path stacks = Files.createTempFile("stacks", ".txt");
            command("stop,collapsed,total,file=" + stacks);
            return Files.readAllLines(stacks);
        } catch (IOException e) {
            throw new UncheckedIOException("could not read the profile", e);
        }
    }

    private void command(String options) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        List<String> line = List.of(
                jcmd.toString(), Long.toString(pid), "JVMTI.agent_load", library.toString(), '"' + options + '"');
        try {
            Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0 || !said.contains("return code: 0")) {
                throw new IllegalStateException("async-profiler refused " + options + ": " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("could not run " + jcmd, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
