package io.resforge.trainer.worker;

/** A run that no worker here can work on, however often it is tried; the message says why. */
final class BadInput extends RuntimeException {

    BadInput(String message) {
        super(message);
    }
}
