package io.resforge.trainer.worker.metrics;

/** What a worker does from time to time. */
enum WorkerEvent {
    /** Training got on: some steps, or an epoch was evaluated. */
    ACTIVITY,
    /** A snapshot was kept. */
    SNAPSHOT,
    /** An epoch was the best so far. */
    CHECKPOINT,
    /** The store took all reports. */
    REPORT
}
