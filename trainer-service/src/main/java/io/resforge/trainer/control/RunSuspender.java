package io.resforge.trainer.control;

import io.resforge.registry.run.RunAttempt;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.run.RunSuspension;
import io.resforge.trainer.launcher.WorkerLauncher;
import io.resforge.trainer.run.TrainingRun;
import io.resforge.trainer.run.TrainingRuns;

/**
 * Holds runs and lets them go on. What is held is recorded first and its worker stopped then; the supervisor of the worker's machine stops
 * one that lives elsewhere.
 */
final class RunSuspender {

    private final RunStore store;
    private final TrainingRuns runs;
    private final WorkerLauncher launcher;
    private final Runnable changed;

    RunSuspender(RunStore store, TrainingRuns runs, WorkerLauncher launcher, Runnable changed) {
        this.store = store;
        this.runs = runs;
        this.launcher = launcher;
        this.changed = changed;
    }

    TrainingRun suspend(String runId) {
        TrainingRun run = live(runId);
        if (!run.isHeld()) {
            store.hold(
                    runId,
                    new RunSuspension(
                            true, run.launch().map(RunAttempt::attempt).orElse(0)));
        }
        run.launch().ifPresent(launch -> launcher.stop(runId, launch));
        return live(runId);
    }

    TrainingRun resume(String runId) {
        TrainingRun run = live(runId);
        run.hold().filter(RunSuspension::held).ifPresent(hold -> store.hold(runId, hold.released()));
        changed.run();
        return live(runId);
    }

    private TrainingRun live(String runId) {
        TrainingRun run = runs.require(runId);
        if (run.state().ended()) {
            throw new RunAlreadyEnded(runId, run.state());
        }
        return run;
    }
}
