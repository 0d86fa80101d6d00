package io.resforge.registry.store;

import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.BiFunction;

/** Finds who opens the store at a location. */
final class Stores {

    private Stores() {}

    static ObjectStore open(String location) {
        return switch (StoreLocation.parse(location)) {
            case StoreLocation.Directory directory -> new DirectoryStore(directory.path());
            case StoreLocation other -> provided(other, StoreProvider::open);
        };
    }

    static ObjectStore openOrCreate(String location) {
        return switch (StoreLocation.parse(location)) {
            case StoreLocation.Directory directory -> DirectoryStore.openOrCreate(directory.path());
            case StoreLocation other -> provided(other, StoreProvider::openForWriting);
        };
    }

    private static ObjectStore provided(
            StoreLocation location, BiFunction<StoreProvider, StoreLocation, Optional<ObjectStore>> opening) {
        // The loader of this class, since a thread's own may know nothing of the application.
        return ServiceLoader.load(StoreProvider.class, StoreProvider.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .map(provider -> opening.apply(provider, location))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("this build has no client for the store at " + location));
    }
}
