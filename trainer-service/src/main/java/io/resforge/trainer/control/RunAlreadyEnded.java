package io.resforge.trainer.control;

import io.resforge.trainer.run.RunState;

/** A run that cannot be changed any more, since it has ended. */
public final class RunAlreadyEnded extends RuntimeException {

    private final String runId;

    public RunAlreadyEnded(String runId, RunState state) {
        super("run '" + runId + "' has ended already, it is " + state);
        this.runId = runId;
    }

    public String runId() {
        return runId;
    }
}
