package io.resforge.trainer.launcher;

import io.resforge.registry.run.RunAttempt;
import io.resforge.trainer.request.RunRequest;
import io.resforge.trainer.request.Violation;
import io.resforge.trainer.run.TrainingRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Starts workers and knows whether they live: child processes on a laptop, Jobs in a cluster. A worker does not depend on the
 * control plane's life, and speaks only to the store; so this port is about starting, stopping and finding, never about progress.
 */
public interface WorkerLauncher {

    /** How many workers may be at work at a time. */
    int capacity();

    /** What stands in the way of this run here, such as a data set that is not there; empty if nothing does. */
    List<Violation> objections(RunRequest request);

    /**
     * Why no worker can be started at this moment, in words, such as a disk without room for its log; found by trying out. Empty if
     * nothing is in the way.
     */
    Optional<String> obstacle();

    /** Who is about to work on a run: recorded before {@link #launch}, so that nobody else does. */
    RunAttempt claim();

    /**
     * Starts a worker for a run.
     *
     * @param claim as {@link #claim} gave it
     * @return the claim, completed with what is needed to find the worker again
     * @throws IOException if it could not be started; the message says why
     */
    RunAttempt launch(TrainingRun run, RunAttempt claim) throws IOException;

    /** Whether the worker of a launch lives. */
    Liveness liveness(String runId, RunAttempt launch);

    /** Stops the worker of a launch, first gently and then not; returns when it is gone, or after a bounded time. */
    void stop(String runId, RunAttempt launch);

    /** Removes what the workers of an earlier run of this id printed on this machine. */
    void forgetLog(String runId);

    /** The file that the workers of a run print to on this machine; it may not be there. */
    Path log(String runId);
}
