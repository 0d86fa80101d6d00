package io.resforge.trainer.control;

import io.resforge.trainer.run.RunState;
import java.util.Locale;

/** A run that cannot be deleted, since it has not ended. */
public final class RunStillLives extends RuntimeException {

    private final String runId;

    public RunStillLives(String runId, RunState state) {
        super(String.format(
                Locale.ROOT, "run '%s' has not ended, it is %s; cancel it first, or delete it by force", runId, state));
        this.runId = runId;
    }

    public String runId() {
        return runId;
    }
}
