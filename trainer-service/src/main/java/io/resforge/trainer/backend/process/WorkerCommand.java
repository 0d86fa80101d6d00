package io.resforge.trainer.backend.process;

import static io.resforge.trainer.contract.WorkerArguments.DETACHED;
import static io.resforge.trainer.contract.WorkerArguments.DEVICE;
import static io.resforge.trainer.contract.WorkerArguments.GRACE;
import static io.resforge.trainer.contract.WorkerArguments.RUN;
import static io.resforge.trainer.contract.WorkerArguments.SNAPSHOT_EVERY;
import static io.resforge.trainer.contract.WorkerArguments.STORE;
import static io.resforge.trainer.contract.WorkerArguments.THREADS;
import static io.resforge.trainer.contract.WorkerArguments.TRAIN;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The command line of a worker process.
 *
 * @param program how Java is started and what it runs
 * @param store location of the store
 * @param threads that one operation of PyTorch is spread over
 * @param device that it computes on, as its command line names it
 * @param snapshotInterval between two snapshots
 * @param grace how long it has to stop before it is killed
 */
public record WorkerCommand(
        Program program, String store, int threads, String device, Duration snapshotInterval, Duration grace) {

    private static final String RUNNABLE_JAR = "quarkus-run.jar";
    private static final String DEVELOPMENT_JAR = "-dev.jar";

    /**
     * A Java program.
     *
     * @param line of the command, up to and including the main class or jar
     * @param environment variables beyond those of this process
     */
    public record Program(List<String> line, Map<String, String> environment) {

        public Program {
            line = List.copyOf(line);
            environment = Map.copyOf(environment);
        }
    }

    /**
     * The program that this process itself runs, started anew with the same Java.
     *
     * @param environment variables beyond those of this process
     */
    public static Program thisProgram(String mainClass, List<String> javaOptions, Map<String, String> environment) {
        List<String> line = new ArrayList<>();
        line.add(ProcessHandle.current().info().command().orElseGet(WorkerCommand::javaOfHome));
        line.addAll(javaOptions);
        String classPath = System.getProperty("java.class.path");
        Optional<Path> jar = runnableJar(classPath);
        if (jar.isPresent()) {
            line.addAll(List.of("-jar", jar.get().toString()));
            return new Program(line, environment);
        }
        line.add(mainClass);
        // Not on the command line: of a long one the system tells only the beginning, without the run.
        Map<String, String> all = new HashMap<>(environment);
        all.put("CLASSPATH", classPath);
        return new Program(line, all);
    }

    /**
     * The jar that a worker runs, if this process runs one: the same, or in Quarkus' development mode, whose own jar has none of our
     * classes, the packaged one beside it.
     *
     * @throws IllegalStateException if that has not been packaged
     */
    static Optional<Path> runnableJar(String classPath) {
        if (classPath.endsWith(RUNNABLE_JAR)) {
            return Optional.of(Path.of(classPath).toAbsolutePath());
        }
        if (!classPath.endsWith(DEVELOPMENT_JAR)) {
            return Optional.empty();
        }
        Path packaged = Path.of(classPath)
                .toAbsolutePath()
                .resolveSibling("quarkus-app")
                .resolve(RUNNABLE_JAR);
        if (!Files.exists(packaged)) {
            throw new IllegalStateException("workers run " + packaged + ", which is not there; package it once by "
                    + "'./mvnw -pl trainer-service -am package -Dmaven.test.skip'");
        }
        return Optional.of(packaged);
    }

    private static String javaOfHome() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The whole command line for one run. */
    public List<String> of(String runId) {
        List<String> line = new ArrayList<>(program.line());
        // "--run ID" is followed by more, so that a process is told from one whose run's id only begins the same.
        line.addAll(List.of(TRAIN, RUN, runId, STORE, store, THREADS, "" + threads));
        line.addAll(List.of(DEVICE, device, SNAPSHOT_EVERY, snapshotInterval.toString()));
        line.addAll(List.of(GRACE, grace.toString(), DETACHED));
        return line;
    }
}
