package io.resforge.registry.store;

import java.util.List;
import java.util.Optional;

/**
 * Objects by key, as S3 and a directory both have them. {@link Keys} says what a key may be; another one is an
 * {@link IllegalArgumentException}. A key should not be the folder of another key. Every write is atomic and durable
 * when the call returns: a reader sees the whole object or none.
 *
 * <p>Every method throws {@link StoreFailure} when the store cannot be reached or does not do as told. A store that is
 * gone is such a failure, never an empty store.
 */
public interface ObjectStore {

    /**
     * Writes an object that must not exist yet. Of several callers at once, one wins.
     *
     * @return whether it was this call that wrote it; if not, the object is untouched
     */
    boolean create(String key, byte[] content);

    /** Writes an object, in place of one that may exist. */
    void put(String key, byte[] content);

    /** Reads an object; empty if there is none. */
    Optional<byte[]> get(String key);

    /** The keys that begin with a prefix, sorted; the empty prefix stands for all. */
    List<String> list(String prefix);

    /** Removes an object; nothing happens if there is none. */
    void delete(String key);

    /**
     * Opens the store at a location: a directory, or a {@code file:} URI of one. Nothing is created: as long as there
     * is no store, each call on it is a {@link StoreFailure}, and it begins to work once there is one.
     *
     * @throws IllegalArgumentException if the location is of no known kind
     */
    static ObjectStore open(String location) {
        return new DirectoryStore(StoreLocation.directory(location));
    }

    /**
     * Opens the store at a location, and makes an empty one if there is none; for whoever writes.
     *
     * @throws IllegalArgumentException if the location is of no known kind
     * @throws StoreFailure if it cannot be made
     */
    static ObjectStore openOrCreate(String location) {
        return DirectoryStore.openOrCreate(StoreLocation.directory(location));
    }
}
