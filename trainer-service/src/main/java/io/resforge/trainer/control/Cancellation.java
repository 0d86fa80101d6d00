package io.resforge.trainer.control;

import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunStore;
import io.resforge.trainer.launcher.WorkerLauncher;
import io.resforge.trainer.run.RunState;
import io.resforge.trainer.run.TrainingRun;
import io.resforge.trainer.run.TrainingRuns;
import io.resforge.trainer.run.UnknownRun;
import java.time.Clock;

/**
 * Ends runs early. The end is recorded first and the worker stopped then: whoever records the end first decides, so a run is either
 * cancelled or finished. A worker on another machine sees the end itself, and stops.
 */
public final class Cancellation {

    private final RunStore store;
    private final TrainingRuns runs;
    private final WorkerLauncher launcher;
    private final Clock clock;

    public Cancellation(RunStore store, TrainingRuns runs, WorkerLauncher launcher, Clock clock) {
        this.store = store;
        this.runs = runs;
        this.launcher = launcher;
        this.clock = clock;
    }

    /**
     * Cancels a run; one that was cancelled stays as it is.
     *
     * @param reason in words; may be empty
     * @throws UnknownRun if there is no such run
     * @throws RunAlreadyEnded if it has ended otherwise
     */
    public TrainingRun cancel(String runId, String reason) {
        runs.require(runId);
        RunEnd end = new RunEnd(RunEnd.Outcome.CANCELLED, words(reason), null, clock.instant());
        if (!store.end(runId, end) && runs.require(runId).state() != RunState.CANCELLED) {
            throw new RunAlreadyEnded(runId, runs.require(runId).state());
        }
        TrainingRun cancelled = runs.require(runId);
        cancelled.launch().ifPresent(launch -> launcher.stop(runId, launch));
        return cancelled;
    }

    private static String words(String reason) {
        return reason.isBlank() ? "cancelled" : "cancelled: " + reason.strip();
    }
}
