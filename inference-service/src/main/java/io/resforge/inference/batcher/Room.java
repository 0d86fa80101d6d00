package io.resforge.inference.batcher;

/** What comes of asking for room in the queue. */
sealed interface Room {

    /** There is room, and it is held. */
    record Granted(Client client) implements Room {}

    /**
     * There is too little.
     *
     * @param waiting images that wait
     * @param free room for more images that this client may take
     */
    record Full(int waiting, int free) implements Room {}

    /**
     * There is room, but the answer would come too late.
     *
     * @param ahead images that would be computed before
     */
    record TooLong(int ahead) implements Room {}
}
