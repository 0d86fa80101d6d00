package io.resforge.inference.app;

import io.resforge.inference.models.ReloadEvent.CacheFailed;
import io.resforge.inference.models.ReloadListener;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;

/** Where the disk cache lies: in a folder of its own for each store, so that no store's models are taken for another's. */
final class CacheLocation {

    private CacheLocation() {}

    /** Opens the cache of a store. One that cannot be made is told of, and is of no use until it is there. */
    static ObjectStore open(Path cache, String store, String model, ReloadListener listener) {
        String location = cache.resolve(folder(store)).toString();
        try {
            return ObjectStore.openOrCreate(location);
        } catch (StoreFailure e) {
            listener.on(model, new CacheFailed(e.getMessage()));
            return ObjectStore.open(location);
        }
    }

    private static String folder(String store) {
        String absolute = store.contains(":")
                ? store
                : Path.of(store).toAbsolutePath().normalize().toString();
        return UUID.nameUUIDFromBytes(absolute.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
