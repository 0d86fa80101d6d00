package io.resforge.trainer.control;

import io.resforge.registry.run.Hold;
import io.resforge.registry.run.Launch;
import io.resforge.registry.run.Runs;
import io.resforge.trainer.launcher.JobLauncher;
import io.resforge.trainer.run.TrainingRun;
import io.resforge.trainer.run.TrainingRuns;

/**
 * Holds runs and lets them go on. What is held is recorded first and its worker stopped then; the supervisor of the worker's machine stops
 * one that lives elsewhere.
 */
final class Suspension {

    private final Runs store;
    private final TrainingRuns runs;
    private final JobLauncher launcher;
    private final Runnable changed;

    Suspension(Runs store, TrainingRuns runs, JobLauncher launcher, Runnable changed) {
        this.store = store;
        this.runs = runs;
        this.launcher = launcher;
        this.changed = changed;
    }

    TrainingRun suspend(String runId) {
        TrainingRun run = live(runId);
        if (!run.isHeld()) {
            store.hold(runId, new Hold(true, run.launch().map(Launch::attempt).orElse(0)));
        }
        run.launch().ifPresent(launch -> launcher.stop(runId, launch));
        return live(runId);
    }

    TrainingRun resume(String runId) {
        TrainingRun run = live(runId);
        run.hold().filter(Hold::held).ifPresent(hold -> store.hold(runId, hold.released()));
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
