package io.resforge.trainer.contract;

import io.resforge.registry.run.RunEnd;

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
    /** Ended by a request. */
    CANCELLED,
    /** Has no worker until it is resumed. */
    SUSPENDED,
    /** A node fetches the worker's image. */
    PULLING_IMAGE,
    /** Lost its worker to something that is not its fault, and goes on in another. */
    PREEMPTED;

    /** The state of a run that has ended so. */
    public static RunState of(RunEnd.Outcome outcome) {
        return switch (outcome) {
            case SUCCEEDED -> SUCCEEDED;
            case FAILED -> FAILED;
            case CANCELLED -> CANCELLED;
        };
    }

    /** Whether it has ended: such a run never changes again. */
    public boolean ended() {
        return switch (this) {
            case QUEUED, STARTING, RUNNING, SUSPENDED, PULLING_IMAGE, PREEMPTED -> false;
            case SUCCEEDED, FAILED, CANCELLED -> true;
        };
    }
}
