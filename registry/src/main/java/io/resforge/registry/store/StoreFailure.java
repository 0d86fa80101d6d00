package io.resforge.registry.store;

/**
 * The store could not be reached or did not do as told. After a failed write the object may be there, but never in
 * part.
 */
public final class StoreFailure extends RuntimeException {

    public StoreFailure(String message) {
        super(message);
    }

    public StoreFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
