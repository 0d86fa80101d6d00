package io.resforge.registry.store.transfer;

import java.io.IOException;
import java.util.Optional;

/** Where an object is read from. */
public interface ObjectSource {

    /**
     * Asks for an object, or for the rest of it.
     *
     * @param offset number of bytes that are there already
     * @param tag of the object that those bytes are of; empty at first, and if the server names none
     * @return empty if there is no such object
     * @throws ObjectReplaced if the object is no longer the one with this tag
     * @throws IOException if asking again may help
     * @throws RuntimeException if it will not
     */
    Optional<ObjectPart> open(long offset, String tag) throws IOException;
}
