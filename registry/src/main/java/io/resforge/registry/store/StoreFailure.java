package io.resforge.registry.store;

/**
 * The store could not be reached or did not do as told; the message names what was attempted. After a failed write the
 * object may be there or not, but never in part.
 */
public final class StoreFailure extends RuntimeException {

    public StoreFailure(String message) {
        super(message);
    }

    public StoreFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
