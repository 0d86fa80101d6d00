package io.resforge.inference.batching;

/** What comes of asking for room in the queue. */
sealed interface AdmissionResult {

    /** There is room, and it is held. */
    record Granted(QueuedClient client) implements AdmissionResult {}

    /**
     * There is too little.
     *
     * @param waiting images that wait
     * @param free room for more images that this client may take
     */
    record Full(int waiting, int free) implements AdmissionResult {}

    /**
     * There is room, but the answer would come too late.
     *
     * @param ahead images that would be computed before
     */
    record TooLong(int ahead) implements AdmissionResult {}
}
