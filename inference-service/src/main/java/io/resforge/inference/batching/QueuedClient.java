package io.resforge.inference.batching;

/** What one client has in the queue. Guarded by the queue's lock. */
final class QueuedClient {

    /** Images that wait, counting those still being decoded. */
    int held;

    /** Virtual time at which all that it has queued so far is due to be done. */
    long finish;
}
