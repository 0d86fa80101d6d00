package io.resforge.trainer.worker;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.process.Exit;
import io.resforge.trainer.process.Machine;
import io.resforge.trainer.process.Session;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
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
            "143:it was stopped by a signal; that is recorded too"
        })
public final class TrainCommand implements Callable<Integer> {

    private static final Duration REPORT_INTERVAL = Duration.ofSeconds(1);
    private static final Duration STORE_PATIENCE = Duration.ofMinutes(5);

    /** A process that is asked to stop has done so within five seconds, two of which are left to record it. */
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(3);

    /** As Java itself ends on SIGTERM. */
    private static final int STOPPED = 143;

    @Option(names = "--run", required = true, paramLabel = "ID", description = "The run.")
    private String runId;

    @Option(
            names = "--store",
            paramLabel = "LOCATION",
            defaultValue = "${env:RESFORGE_STORE:-${sys:user.home}/.resforge/store}",
            description = "Where the store is: a folder or a file: URI; ${DEFAULT-VALUE}.")
    private String store;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads that one operation of PyTorch is spread over; as many as there are processors.")
    private int threads = Runtime.getRuntime().availableProcessors();

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
                new Worker.Settings(threads, Machine.name(), REPORT_INTERVAL, STORE_PATIENCE),
                clock,
                log);
        return work(worker, log).number();
    }

    private ExitCode work(Worker worker, WorkerLog log) {
        CountDownLatch over = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> stop(worker, over, log)));
        try {
            return worker.work(runId);
        } finally {
            over.countDown();
        }
    }

    /** On SIGTERM, and at every other end of this process, when there is nothing to stop any more. */
    private void stop(Worker worker, CountDownLatch over, WorkerLog log) {
        if (over.getCount() == 0) {
            return;
        }
        worker.stop();
        boolean inTime = await(over);
        worker.recordStop(runId);
        if (!inTime) {
            log.say("stopped in the middle of a step, which takes too long to wait for");
            // The training thread is inside of PyTorch, and an orderly exit would take PyTorch away from under it.
            Exit.now(STOPPED);
        }
    }

    private static boolean await(CountDownLatch over) {
        try {
            return over.await(STOP_PATIENCE.toMillis(), MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
