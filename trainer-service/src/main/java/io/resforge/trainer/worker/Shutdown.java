package io.resforge.trainer.worker;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.resforge.neuralnet.torch.CLibrary;
import io.resforge.trainer.contract.ExitCode;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.Optional;
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

    /** What Java has no method for and the system does. */
    static final class SystemCalls {

        private SystemCalls() {}

        /**
         * Ends this process by POSIX's {@code _exit}, without what Java and native libraries do at an exit. {@link Runtime#halt} still runs
         * the libraries' destructors: a thread that is inside of one of them at that moment crashes, and leaves a crash report behind.
         */
        static void exit(int code) {
            Optional<MethodHandle> exit = CLibrary.find("_exit", FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));
            if (exit.isPresent()) {
                try {
                    exit.get().invokeExact(code);
                } catch (Throwable e) {
                    throw new IllegalStateException("_exit cannot be called", e);
                }
            }
            Runtime.getRuntime().halt(code);
        }

        /**
         * Moves this process into a session of its own, by POSIX's {@code setsid}, so that what is typed in the terminal that started
         * it no longer reaches it.
         *
         * @return whether that was done; it is not where the system has no such call, or this process leads a group already
         */
        static boolean leaveSession() {
            Optional<MethodHandle> setsid = CLibrary.find("setsid", FunctionDescriptor.of(ValueLayout.JAVA_INT));
            if (setsid.isEmpty()) {
                return false;
            }
            try {
                return (int) setsid.get().invokeExact() > 0;
            } catch (Throwable e) {
                throw new IllegalStateException("setsid cannot be called", e);
            }
        }
    }

    /** Ends training early: the training thread is interrupted, and only while it trains. */
    static final class TrainingStop {

        private boolean requested;
        private boolean hasSteps;
        private Thread training;

        /** Training begins on this thread. */
        synchronized void trainingBegins() throws InterruptedException {
            if (requested) {
                throw new InterruptedException("stopped before training began");
            }
            training = Thread.currentThread();
        }

        /** Training is over; an interruption that it did not notice any more is forgotten. */
        synchronized void trainingIsOver() {
            training = null;
            Thread.interrupted();
        }

        /** Asks for the end; false if it was asked for before. */
        synchronized boolean request() {
            boolean first = !requested;
            requested = true;
            if (first && training != null) {
                training.interrupt();
            }
            return first;
        }

        /** From now on there is something to keep. */
        synchronized void stepsBegin() {
            hasSteps = true;
        }

        /** Whether there is something to keep. */
        synchronized boolean hasSteps() {
            return hasSteps;
        }

        synchronized boolean isRequested() {
            return requested;
        }
    }
}
