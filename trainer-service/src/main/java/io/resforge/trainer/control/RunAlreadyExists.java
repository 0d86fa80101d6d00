package io.resforge.trainer.control;

/** A run with this id was asked to do something else. */
public final class RunAlreadyExists extends RuntimeException {

    private final String runId;

    public RunAlreadyExists(String runId) {
        super("there is a run '" + runId + "' with another spec; choose another id, or none");
        this.runId = runId;
    }

    public String runId() {
        return runId;
    }
}
