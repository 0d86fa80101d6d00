package io.resforge.registry.store.transfer;

import java.io.IOException;

/** Another object has taken the place of the one that was being read. */
public final class ObjectReplaced extends IOException {

    public ObjectReplaced() {
        super("the object was replaced while it was read");
    }
}
