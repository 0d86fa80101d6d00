package io.resforge.registry.store.transfer;

import java.io.IOException;

/** Another object has taken the place of the one that was being read. */
public final class Replaced extends IOException {

    public Replaced() {
        super("the object was replaced while it was read");
    }
}
