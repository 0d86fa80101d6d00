package io.resforge.registry.store;

import java.io.IOException;
import java.nio.file.Path;

/** Gives a finished file its name, which must be free. */
interface FilePlacement {

    /** Returns false, and leaves {@code target} as it is, if the name is taken. */
    boolean place(Path finished, Path target) throws IOException;
}
