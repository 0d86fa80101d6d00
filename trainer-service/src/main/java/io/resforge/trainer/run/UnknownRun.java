package io.resforge.trainer.run;

/** There is no run with this id. */
public final class UnknownRun extends RuntimeException {

    private final String runId;

    public UnknownRun(String runId) {
        super("there is no run '" + runId + "'");
        this.runId = runId;
    }

    public String runId() {
        return runId;
    }
}
