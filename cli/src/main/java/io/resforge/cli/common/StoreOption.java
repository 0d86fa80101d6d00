package io.resforge.cli.common;

import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreLocation;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where runs and checkpoints are kept, for what needs no service. */
public final class StoreOption {

    @Option(
            names = "--store",
            paramLabel = "LOCATION",
            description =
                    "Where runs and checkpoints are kept. Default: $$RESFORGE_STORE, or the state folder's store.")
    private String location;

    /**
     * The store. Whether there is one at that place shows when it is used.
     *
     * @throws CommandFailed as bad usage, if that can be no store's place
     */
    public ObjectStore open(Home home) {
        try {
            return ObjectStore.open(location == null ? home.store() : location);
        } catch (IllegalArgumentException e) {
            throw CommandFailed.badUsage(e.getMessage());
        }
    }

    /**
     * What a location says.
     *
     * @throws CommandFailed as bad usage, if no store can be there
     */
    public static StoreLocation location(String text) {
        try {
            return StoreLocation.parse(text);
        } catch (IllegalArgumentException e) {
            throw CommandFailed.badUsage(e.getMessage());
        }
    }

    /** Whether nothing was ever kept: the user named no store, and the state folder has none yet. */
    public boolean isNew(Home home) {
        return location == null
                && location(home.store()) instanceof StoreLocation.Directory(Path folder)
                && Files.notExists(folder);
    }

    /** Whether the user named one. */
    public boolean isGiven() {
        return location != null;
    }

    /**
     * The store; an empty one is made if there is none.
     *
     * @throws CommandFailed as bad usage, if that can be no store's place
     */
    public ObjectStore openOrCreate(Home home) {
        return openOrCreate(location == null ? home.store() : location);
    }

    /**
     * The store at this place; an empty one is made if there is none.
     *
     * @throws CommandFailed as bad usage, if that can be no store's place
     */
    public static ObjectStore openOrCreate(String location) {
        try {
            return ObjectStore.openOrCreate(location);
        } catch (IllegalArgumentException e) {
            throw CommandFailed.badUsage(e.getMessage());
        }
    }
}
