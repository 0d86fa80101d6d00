package io.resforge.registry.store;

/** Is told of each call to a store that has ended. Called by many threads at once; must be quick. */
public interface StoreObserver {

    /**
     * A call ended.
     *
     * @param operation the name of the port's method, such as {@code get}
     * @param failed whether it was a {@link StoreFailure}
     * @param nanos how long it took
     */
    void ended(String operation, boolean failed, long nanos);
}
