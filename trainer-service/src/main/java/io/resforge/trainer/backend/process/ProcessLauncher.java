package io.resforge.trainer.backend.process;

import io.resforge.neuralnet.torch.ComputeDevice;
import io.resforge.registry.dataset.DatasetLocation;
import io.resforge.registry.run.RunAttempt;
import io.resforge.trainer.backend.TrainingRuns.TrainingRun;
import io.resforge.trainer.backend.process.WorkerLauncher.Liveness;
import io.resforge.trainer.contract.ExitCode;
import io.resforge.trainer.contract.InvalidInput.Violation;
import io.resforge.trainer.contract.RunRequest;
import io.resforge.trainer.contract.WorkerProcess;
import io.resforge.training.dataset.InvalidDataset;
import io.resforge.training.recipe.PrecisionChoice;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.tuning.FineTuning.RecipeFit;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Starts each worker as a child process on this machine. The child has a session of its own and prints to a file, so that neither
 * the end of the control plane nor a Ctrl-C in its terminal touches it; a control plane that starts anew finds it by its process id
 * and start.
 */
public final class ProcessLauncher implements WorkerLauncher {

    private static final String DATASET = "spec.dataset";

    private final int capacity;
    private final WorkerCommand command;
    private final ComputeDevice device;
    private final WorkerLogs logs;
    private final String host;
    private final Duration grace;
    private final Clock clock;
    private final Runnable childEnded;

    /** The processes that this control plane started, by run: of those the exit code is known. */
    private final Map<String, Process> children = new ConcurrentHashMap<>();

    /**
     * @param capacity how many workers may be at work at a time, at least 1
     * @param host name of this machine
     * @param childEnded told, from any thread, when a worker of this launcher has ended
     */
    public ProcessLauncher(
            int capacity, WorkerCommand command, WorkerLogs logs, String host, Clock clock, Runnable childEnded) {
        this.capacity = capacity;
        this.command = command;
        this.device = ComputeDevice.parse(command.device());
        this.logs = logs;
        this.host = host;
        this.grace = command.grace();
        this.clock = clock;
        this.childEnded = childEnded;
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public List<Violation> objections(RunRequest request) {
        List<Violation> objections = new ArrayList<>(dataObjections(request.dataset(), request.recipe()));
        precisionObjection(request.recipe().precision())
                .ifPresent(it -> objections.add(new Violation("spec.recipe.precision", it)));
        return objections;
    }

    /** What only the engine can tell, such as whether it is made for a GPU that is there, is told by the worker. */
    private Optional<String> precisionObjection(PrecisionChoice precision) {
        try {
            precision.on(device instanceof ComputeDevice.Auto ? new ComputeDevice.Cpu() : device);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return mayUseGpu(precision) ? Optional.empty() : Optional.of(e.getMessage());
        }
    }

    private boolean mayUseGpu(PrecisionChoice precision) {
        try {
            return device instanceof ComputeDevice.Auto && precision.on(new ComputeDevice.Cuda(0)) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static List<Violation> dataObjections(String dataset, Recipe recipe) {
        try {
            return switch (DatasetLocation.parse(dataset)) {
                case DatasetLocation.Folder(Path folder) -> folderObjections(folder, recipe);
                // What is not on this machine is looked for by the worker.
                case DatasetLocation.Sample _, DatasetLocation.Named _, DatasetLocation.Elsewhere _ -> List.of();
            };
        } catch (IllegalArgumentException | InvalidDataset e) {
            return List.of(new Violation(DATASET, e.getMessage()));
        }
    }

    private static List<Violation> folderObjections(Path folder, Recipe recipe) {
        if (!folder.isAbsolute()) {
            return List.of(new Violation(
                    DATASET, "must be an absolute path, since the worker runs elsewhere; was '" + folder + "'"));
        }
        if (!Files.isDirectory(folder)) {
            return List.of(new Violation(DATASET, "there is no folder '" + folder + "' on this machine"));
        }
        try {
            RecipeFit.check(recipe, folder);
            return List.of();
        } catch (IllegalArgumentException e) {
            return List.of(new Violation("spec.recipe", e.getMessage()));
        }
    }

    @Override
    public Optional<String> obstacle() {
        return logs.trouble();
    }

    @Override
    public RunAttempt claim() {
        return WorkerProcess.claim(host, clock.instant());
    }

    @Override
    public RunAttempt launch(TrainingRun run, RunAttempt claim) throws IOException {
        File log = logs.of(run.id()).toFile();
        ProcessBuilder worker = new ProcessBuilder(command.of(run.id()))
                .redirectInput(ProcessBuilder.Redirect.from(ProcessBuilder.Redirect.DISCARD.file()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
        worker.environment().putAll(command.program().environment());
        Process child = worker.start();
        children.put(run.id(), child);
        child.onExit().thenRun(childEnded);
        return WorkerProcess.launched(claim, child.toHandle());
    }

    @Override
    public Liveness liveness(String runId, RunAttempt launch) {
        Optional<Process> child = child(runId, launch);
        if (child.isPresent()) {
            Process process = child.get();
            return process.isAlive()
                    ? new Liveness.Alive()
                    : ExitDescription.ofChild(process.pid(), process.exitValue(), logs.lastError(runId));
        }
        if (!isHere(launch) || launch.pid() == 0) {
            return new Liveness.Unseen();
        }
        return WorkerProcess.find(runId, launch).isPresent()
                ? new Liveness.Alive()
                : ExitDescription.found(launch.pid(), logs.lastError(runId));
    }

    @Override
    public void stop(String runId, RunAttempt launch) {
        process(runId, launch).ifPresent(process -> {
            process.destroy();
            if (!gone(process)) {
                process.destroyForcibly();
                gone(process);
            }
        });
    }

    @Override
    public void forgetLog(String runId) {
        logs.remove(runId);
    }

    @Override
    public Path log(String runId) {
        return logs.of(runId);
    }

    private Optional<ProcessHandle> process(String runId, RunAttempt launch) {
        Optional<Process> child = child(runId, launch);
        if (child.isPresent()) {
            return child.map(Process::toHandle);
        }
        return isHere(launch) ? WorkerProcess.find(runId, launch) : Optional.empty();
    }

    /** Our own child, if the launch is not one of another control plane that followed it. */
    private Optional<Process> child(String runId, RunAttempt launch) {
        return Optional.ofNullable(children.get(runId)).filter(child -> child.pid() == launch.pid());
    }

    private boolean isHere(RunAttempt launch) {
        return WorkerProcess.KIND.equals(launch.launcher()) && host.equals(launch.host());
    }

    /** Waits for the end of a process, and says whether it came in time. */
    private boolean gone(ProcessHandle process) {
        try {
            process.onExit().get(grace.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot wait for the end of process " + process.pid(), e);
        }
    }

    /** How the death of a worker process is told. */
    static final class ExitDescription {

        private static final int SIGKILLED = 137;

        private ExitDescription() {}

        /** The death of our own child, whose exit code is known. */
        static Liveness ofChild(long pid, int exitCode, Optional<String> lastError) {
            String killer = exitCode == SIGKILLED ? ": by a user, or because memory ran out" : "";
            String reason =
                    "the worker process " + pid + " " + ExitCode.words(exitCode) + killer + lastWords(lastError);
            return switch (ExitCode.repeat(exitCode)) {
                case NEVER -> new Liveness.Gone(reason, false);
                case COUNTED -> new Liveness.Gone(reason, true);
                case FREELY -> new Liveness.Stopped(reason);
            };
        }

        /** The death of a process that another control plane started, or this one before a restart. */
        static Liveness.Gone found(long pid, Optional<String> lastError) {
            String reason = "the worker process " + pid + " is gone: killed, or the machine restarted";
            return new Liveness.Gone(reason + lastWords(lastError), true);
        }

        private static String lastWords(Optional<String> lastError) {
            return lastError.map(line -> "; its log says: " + line).orElse("");
        }
    }
}
