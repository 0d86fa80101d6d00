package io.resforge.trainer.launcher.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of a worker process.
 *
 * @param program how Java is started and what it runs: up to and including the main class or jar
 * @param store location of the store
 * @param threads that one operation of PyTorch is spread over
 * @param device that it computes on, as its command line names it
 * @param snapshotInterval between two snapshots
 */
public record WorkerCommand(List<String> program, String store, int threads, String device, Duration snapshotInterval) {

    private static final String RUNNABLE_JAR = "quarkus-run.jar";

    public WorkerCommand {
        program = List.copyOf(program);
    }

    /** The program that this process itself runs, started anew with the same Java. */
    public static List<String> thisProgram(String mainClass, List<String> javaOptions) {
        List<String> program = new ArrayList<>();
        program.add(ProcessHandle.current().info().command().orElseGet(WorkerCommand::javaOfHome));
        program.addAll(javaOptions);
        String classPath = System.getProperty("java.class.path");
        if (classPath.endsWith(RUNNABLE_JAR)) {
            program.addAll(List.of("-jar", Path.of(classPath).toAbsolutePath().toString()));
        } else {
            program.addAll(List.of("-cp", classPath, mainClass));
        }
        return program;
    }

    private static String javaOfHome() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The whole command line for one run. */
    public List<String> of(String runId) {
        List<String> line = new ArrayList<>(program);
        // "--run ID" is followed by more, so that a process is told from one whose run's id only begins the same.
        line.addAll(List.of("train", "--run", runId, "--store", store, "--threads", "" + threads));
        line.addAll(List.of("--device", device, "--snapshot-every", snapshotInterval.toString(), "--detached"));
        return line;
    }
}
