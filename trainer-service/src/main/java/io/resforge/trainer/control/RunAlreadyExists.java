package io.resforge.trainer.control;

import java.util.List;

/** A run with this id was asked to do something else. */
public final class RunAlreadyExists extends RuntimeException {

    private final String runId;

    /** @param differences between what it was asked to do and what is asked now, at least one */
    public RunAlreadyExists(String runId, List<String> differences) {
        this(runId, "there is a run '" + runId + "' with another spec: " + String.join("; ", differences));
    }

    /** @param why the id cannot be had, in words */
    public RunAlreadyExists(String runId, String why) {
        super(why + "; choose another id, or none");
        this.runId = runId;
    }

    public String runId() {
        return runId;
    }
}
