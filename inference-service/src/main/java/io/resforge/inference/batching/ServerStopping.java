package io.resforge.inference.batching;

/** The server goes down and takes no more images. */
public final class ServerStopping extends RuntimeException {

    public ServerStopping() {
        super("the server is shutting down", null, false, false);
    }
}
