package io.resforge.registry.store;

/** The store could not be reached or did not do as told; the message names what was attempted. */
public final class StoreFailure extends RuntimeException {

    public StoreFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
