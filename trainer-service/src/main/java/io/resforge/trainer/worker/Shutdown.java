package io.resforge.trainer.worker;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.resforge.trainer.contract.ExitCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** What a signal to stop does to this process: the worker keeps a snapshot, and it ends with {@link ExitCode#TRY_AGAIN}. */
final class Shutdown {

    /** While nothing is trained yet there is nothing to lose. */
    private static final Duration NOTHING_TO_KEEP = Duration.ofMillis(500);

    private final Duration timeout;
    private final WorkerLog log;
    private final CompletableFuture<ExitCode> end = new CompletableFuture<>();
    private final AtomicReference<TrainingWorker> worker = new AtomicReference<>();

    private Shutdown(Duration timeout, WorkerLog log) {
        this.timeout = timeout;
        this.log = log;
    }

    /**
     * From now on signals are heard.
     *
     * @param timeout how long the worker may take to keep its snapshot
     */
    static Shutdown heard(Duration timeout, WorkerLog log) {
        Shutdown shutdown = new Shutdown(timeout, log);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(shutdown::stop));
        return shutdown;
    }

    /** A signal stops this worker. */
    void stops(TrainingWorker started) {
        worker.set(started);
    }

    /** Does the work, and notes that it is over: what ends this process then is no signal. */
    ExitCode during(Supplier<ExitCode> work) {
        try {
            ExitCode code = work.get();
            end.complete(code);
            return code;
        } finally {
            end.complete(ExitCode.FAILURE);
        }
    }

    /** Runs once, at the first signal or the process's own end; further signals change nothing. */
    private void stop() {
        if (end.isDone()) {
            return;
        }
        TrainingWorker stopped = worker.get();
        boolean worthWaiting = stopped != null && stopped.stop();
        ExitCode code = await(worthWaiting ? timeout : NOTHING_TO_KEEP);
        if (!end.isDone()) {
            log.say(
                    "%s",
                    worthWaiting
                            ? "stopped in the middle of a step, which takes too long to wait for"
                            : "stopped before training began");
        }
        // An orderly exit would end with the signal's number, and could take PyTorch away from under the training
        // thread.
        SystemCalls.exit(code.number());
    }

    private ExitCode await(Duration longest) {
        try {
            return end.get(longest.toMillis(), MILLISECONDS);
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
