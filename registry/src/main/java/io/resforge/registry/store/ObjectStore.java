package io.resforge.registry.store;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Objects by key, as S3 and a directory both have them. {@link ObjectKeys} says what a key may be; another one is an
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

    /**
     * Reads the first bytes of an object; empty if there is none. What comes after them takes no memory in the stores that are opened
     * here.
     *
     * @param most how many, at least 1; of a smaller object all
     */
    default Optional<byte[]> get(String key, int most) {
        return get(key).map(content -> content.length > most ? Arrays.copyOf(content, most) : content);
    }

    /** The keys that begin with a prefix, sorted; the empty prefix stands for all. */
    List<String> list(String prefix);

    /**
     * The names of the folders in one, sorted: of {@code runs/} those of all runs, but not what is in them.
     *
     * @param folder a prefix that ends with a slash
     */
    default List<String> folders(String folder) {
        return list(folder).stream()
                .map(key -> key.substring(folder.length()))
                .filter(rest -> rest.contains("/"))
                .map(rest -> rest.substring(0, rest.indexOf('/')))
                .distinct()
                .toList();
    }

    /** Removes an object; nothing happens if there is none. */
    void delete(String key);

    /**
     * Whether {@link #list} can be used. A store that is read over plain HTTP has no lists; its objects can be got by
     * any reader that knows their keys.
     */
    default boolean hasLists() {
        return true;
    }

    /**
     * Why nothing can be written at this moment, in words, such as a full disk; empty if there is no reason that can be found out without
     * writing an object.
     */
    default Optional<String> writeTrouble() {
        return Optional.empty();
    }

    /**
     * Opens the store at a location: a directory, a {@code file:} URI of one, {@code s3://bucket/prefix}, or an
     * {@code https:} address that objects can be read from. Nothing is created or reached for: as long as there is no
     * store, each call on it is a {@link StoreFailure}, and it begins to work once there is one.
     *
     * @throws IllegalArgumentException if the location is of no known kind, or a setting of its kind cannot be used
     */
    static ObjectStore open(String location) {
        return Stores.open(location);
    }

    /**
     * Opens the store at a location for writing. A directory is made a store if it is none; a bucket must be
     * there.
     *
     * @throws IllegalArgumentException if the location is of no known kind, or a setting of its kind cannot be used
     * @throws StoreFailure if there is no store that can be written to
     */
    static ObjectStore openOrCreate(String location) {
        return Stores.openOrCreate(location);
    }
}
