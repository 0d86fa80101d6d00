package io.resforge.trainer.backend;

import io.resforge.trainer.contract.RunState;
import java.util.List;

/** What was asked of a run cannot be done; the message says why. Each kind has a status of its own. */
public abstract sealed class RunRefused extends RuntimeException {

    private final String runId;

    private RunRefused(String runId, String message) {
        super(message);
        this.runId = runId;
    }

    /** The run; empty where it is not about one. */
    public String runId() {
        return runId;
    }

    /** There is no run with this id. */
    public static final class UnknownRun extends RunRefused {

        public UnknownRun(String runId) {
            super(runId, "there is no run '" + runId + "'");
        }
    }

    /** A run with this id was asked to do something else. */
    public static final class RunAlreadyExists extends RunRefused {

        /** @param differences between what it was asked to do and what is asked now, at least one */
        public RunAlreadyExists(String runId, List<String> differences) {
            this(runId, "there is a run '" + runId + "' with another spec: " + String.join("; ", differences));
        }

        /** @param why the id cannot be had, in words */
        public RunAlreadyExists(String runId, String why) {
            super(runId, why + "; choose another id, or none");
        }
    }

    /** The run cannot be changed any more, since it has ended. */
    public static final class RunAlreadyEnded extends RunRefused {

        public RunAlreadyEnded(String runId, RunState state) {
            super(runId, "run '" + runId + "' has ended already, it is " + state);
        }
    }

    /** The run cannot be deleted, since it has not ended. */
    public static final class RunStillLives extends RunRefused {

        public RunStillLives(String runId, RunState state) {
            super(
                    runId,
                    "run '" + runId + "' has not ended, it is " + state + "; cancel it first, or delete it by force");
        }
    }

    /** This backend cannot do that, and another one can. */
    public static final class UnsupportedOperation extends RunRefused {

        public UnsupportedOperation(String message) {
            super("", message);
        }
    }
}
