package io.resforge.trainer.run;

/** Where a run stands. */
public enum RunState {
    /** Waits for its turn. */
    QUEUED,
    /** Its worker has been launched and loads its data. */
    STARTING,
    /** Trains. */
    RUNNING,
    /** Ended with a published version. */
    SUCCEEDED,
    /** Ended without one. */
    FAILED,
    /** Ended because somebody asked for it. */
    CANCELLED;

    /** Whether it has ended: such a run never changes again. */
    public boolean ended() {
        return switch (this) {
            case QUEUED, STARTING, RUNNING -> false;
            case SUCCEEDED, FAILED, CANCELLED -> true;
        };
    }
}
