package io.resforge.inference.batcher;

/** The server goes down and takes no more images. */
public final class Stopping extends RuntimeException {

    public Stopping() {
        super("the server is shutting down", null, false, false);
    }
}
