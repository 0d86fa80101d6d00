package io.resforge.trainer.control;

import io.resforge.trainer.run.TrainingRun;

/** A run that cannot be cancelled, since it has ended. */
public final class RunAlreadyEnded extends RuntimeException {

    private final String runId;

    public RunAlreadyEnded(TrainingRun run) {
        super("run '" + run.id() + "' has ended already, it is " + run.state());
        this.runId = run.id();
    }

    public String runId() {
        return runId;
    }
}
