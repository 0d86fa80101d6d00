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
    CANCELLED,
    /** Has no worker until somebody lets it go on. */
    SUSPENDED,
    /** A node fetches the worker's image. */
    PULLING_IMAGE,
    /** Lost its worker to something that is not its fault, and goes on in another. */
    PREEMPTED;

    /** Whether it has ended: such a run never changes again. */
    public boolean ended() {
        return switch (this) {
            case QUEUED, STARTING, RUNNING, SUSPENDED, PULLING_IMAGE, PREEMPTED -> false;
            case SUCCEEDED, FAILED, CANCELLED -> true;
        };
    }
}
