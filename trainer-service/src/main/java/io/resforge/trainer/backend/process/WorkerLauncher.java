package io.resforge.trainer.backend.process;

import io.resforge.registry.run.RunAttempt;
import io.resforge.trainer.backend.TrainingRuns.TrainingRun;
import io.resforge.trainer.contract.InvalidInput.Violation;
import io.resforge.trainer.contract.RunRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Starts the processes of workers and knows whether they live; what they do, they report to the store only. The supervisor of runs is
 * tested over one that starts nothing.
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

    /** This machine's claim on a run: recorded before {@link #launch}, so that no other machine starts a worker too. */
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

    /** Whether a worker lives, as far as this control plane can tell. */
    public sealed interface Liveness {

        /** It lives. */
        record Alive() implements Liveness {}

        /**
         * It is dead.
         *
         * @param reason a sentence for the user
         * @param again whether another worker may come further
         */
        record Gone(String reason, boolean again) implements Liveness {}

        /**
         * It was stopped, and another goes on where it was: that is none of the attempts that a run has.
         *
         * @param reason a sentence for the user
         */
        record Stopped(String reason) implements Liveness {}

        /** It cannot be seen from here: on another machine, or not started yet. Only its reports tell. */
        record Unseen() implements Liveness {}
    }
}
