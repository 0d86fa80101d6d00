package io.resforge.registry.store;

import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Opens stores that are reached over the network. Found by {@link ServiceLoader}, so that a process that uses a
 * directory loads no other client library.
 */
public interface StoreProvider {

    /**
     * Opens the store at a location; reaches for nothing yet. Empty if the location is of another kind.
     *
     * @throws IllegalArgumentException if a setting from the environment cannot be used
     */
    Optional<ObjectStore> open(StoreLocation location);

    /**
     * Opens the store at a location for writing. Empty if the location is of another kind.
     *
     * @throws IllegalArgumentException if a setting from the environment cannot be used
     * @throws StoreFailure if there is no store that can be written to
     */
    Optional<ObjectStore> openForWriting(StoreLocation location);
}
