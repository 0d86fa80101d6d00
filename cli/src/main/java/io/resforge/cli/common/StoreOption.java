package io.resforge.cli.common;

import io.resforge.registry.store.ObjectStore;
import picocli.CommandLine.Option;

/** Where runs and checkpoints are kept, for what needs no service. */
public final class StoreOption {

    @Option(
            names = "--store",
            paramLabel = "LOCATION",
            description =
                    "Where runs and checkpoints are kept. Default: $$RESFORGE_STORE, or the state folder's store.")
    private String location;

    /** For picocli. */
    public StoreOption() {}

    /** The store. */
    public ObjectStore open(Home home) {
        return ObjectStore.open(location == null ? usual(home) : location);
    }

    private static String usual(Home home) {
        String named = System.getenv("RESFORGE_STORE");
        return named == null || named.isBlank() ? home.store().toString() : named;
    }
}
