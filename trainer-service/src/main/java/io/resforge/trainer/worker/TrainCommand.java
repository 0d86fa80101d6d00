package io.resforge.trainer.worker;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.resforge.network.torch.ComputeDevice;
import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.process.Exit;
import io.resforge.trainer.process.Machine;
import io.resforge.trainer.process.Session;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The worker's command line. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Works on one submitted run: trains, publishes the checkpoint, and records how it ended.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:a version was published",
            "1:the run failed or was cancelled; the reason is recorded",
            "2:the run cannot be trained here, or the command line is wrong",
            "75:it was stopped by a signal; started again, it goes on where it was"
        })
public final class TrainCommand implements Callable<Integer> {

    private static final Duration REPORT_INTERVAL = Duration.ofSeconds(1);
    private static final Duration STORE_PATIENCE = Duration.ofMinutes(5);

    /** Kubernetes gives a process 30 seconds between asking it to stop and killing it. */
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

    @Option(names = "--run", required = true, paramLabel = "ID", description = "The run.")
    private String runId;

    @Option(
            names = "--store",
            paramLabel = "LOCATION",
            defaultValue = "${env:RESFORGE_STORE:-${sys:user.home}/.resforge/store}",
            description = "Where the store is: a folder, a file: URI, or s3://bucket/prefix; ${DEFAULT-VALUE}.")
    private String store;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads that one operation of PyTorch is spread over; as many as there are processors.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "auto",
            converter = Devices.class,
            description = "What computes: auto, cpu or cuda:N; ${DEFAULT-VALUE}, a GPU where PyTorch can use one.")
    private ComputeDevice device;

    @Option(
            names = "--snapshot-every",
            paramLabel = "TIME",
            defaultValue = "5m",
            converter = Durations.class,
            description = "How often to keep a snapshot that the run can go on from; ${DEFAULT-VALUE}.")
    private Duration snapshotInterval;

    @Option(names = "--detached", hidden = true, description = "Out of reach of the starter's terminal.")
    private boolean detached;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        if (threads < 1) {
            throw new ParameterException(command.commandLine(), "--threads must be at least 1, was " + threads);
        }
        Clock clock = Clock.systemUTC();
        WorkerLog log = new WorkerLog(System.out, clock);
        if (detached && !Session.leave()) {
            log.say("warning: a Ctrl-C in the terminal of the control plane stops this worker too");
        }
        Worker worker = new Worker(
                ObjectStore.open(store),
                new Worker.Settings(threads, device, Machine.name(), REPORT_INTERVAL, snapshotInterval, STORE_PATIENCE),
                clock,
                log);
        return work(worker, log).number();
    }

    private ExitCode work(Worker worker, WorkerLog log) {
        CompletableFuture<ExitCode> end = new CompletableFuture<>();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> stop(worker, end, log)));
        try {
            ExitCode code = worker.work(runId);
            end.complete(code);
            return code;
        } finally {
            end.complete(ExitCode.FAILURE);
        }
    }

    /** On SIGTERM, and at every other end of this process, when there is nothing to stop any more. */
    private void stop(Worker worker, CompletableFuture<ExitCode> end, WorkerLog log) {
        if (end.isDone()) {
            return;
        }
        worker.stop();
        ExitCode code = await(end);
        if (!end.isDone()) {
            log.say("stopped in the middle of a step, which takes too long to wait for");
        }
        // An orderly exit would end with the signal's number, and could take PyTorch away from under the training
        // thread.
        Exit.now(code.number());
    }

    private static ExitCode await(CompletableFuture<ExitCode> end) {
        try {
            return end.get(STOP_PATIENCE.toMillis(), MILLISECONDS);
        } catch (TimeoutException e) {
            return ExitCode.TRY_AGAIN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.TRY_AGAIN;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a worker's end is always a code", e);
        }
    }
}
