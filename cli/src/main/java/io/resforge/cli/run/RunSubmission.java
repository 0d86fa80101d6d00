package io.resforge.cli.run;

import io.grpc.Status;
import io.resforge.client.ResForgeException;
import io.resforge.client.Runs;
import io.resforge.v1.Run;
import io.resforge.v1.RunSpec;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The submission of one run. A Ctrl-C may come while it is under way, when it is unknown whether the server has the run: its id is
 * known before.
 */
public final class RunSubmission {

    private static final long LONGEST_WAIT_SECONDS = 15;

    private final Runs runs;
    private final RunSpec spec;
    private final String runId;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean begun;

    /** A run under an id of its own, which is not submitted yet. */
    public RunSubmission(Runs runs, RunSpec spec) {
        this(runs, spec, Runs.freshId());
    }

    /** A run under this id, which is not submitted yet. */
    public RunSubmission(Runs runs, RunSpec spec, String runId) {
        this.runs = runs;
        this.spec = spec;
        this.runId = runId;
    }

    /** The run's id. */
    public String runId() {
        return runId;
    }

    /**
     * Submits it.
     *
     * @throws ResForgeException if the call fails
     */
    public Run submit() {
        begun = true;
        try {
            return runs.submit(spec, runId);
        } finally {
            over.countDown();
        }
    }

    /**
     * Cancels it, if the server has it or is about to have it: waits for the answer to the submission first.
     *
     * @return whether there was a run
     * @throws ResForgeException if it cannot be cancelled
     */
    public boolean cancel(String reason) {
        return whenTaken(() -> runs.cancel(runId, reason));
    }

    /**
     * Suspends it in the same way.
     *
     * @return whether there was a run
     * @throws ResForgeException if it cannot be suspended
     */
    public boolean suspend() {
        return whenTaken(() -> runs.suspend(runId));
    }

    private boolean whenTaken(Runnable change) {
        if (!begun) {
            return false;
        }
        try {
            over.await(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
            change.run();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ResForgeException e) {
            if (e.status() == Status.Code.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }
}
