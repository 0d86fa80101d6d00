package io.resforge.trainer.worker.request;

/** A run that no worker here can work on, however often it is tried; the message says why. */
public final class BadInput extends RuntimeException {

    public BadInput(String message) {
        super(message);
    }
}
