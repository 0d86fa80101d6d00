package io.resforge.trainer.worker;

import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import io.resforge.registry.dataset.DatasetCache;
import io.resforge.registry.dataset.DatasetLocation;
import io.resforge.registry.dataset.Mirror;
import io.resforge.registry.dataset.Progress;
import io.resforge.registry.store.ObjectStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Makes the place of a data set a folder of this machine: the one place where that is done. */
final class DataFolders {

    /** Names the folder of the cache. */
    static final String CACHE = "RESFORGE_DATA_CACHE";

    /** Names the folder of the sample, where an image has one. */
    static final String SAMPLE = "RESFORGE_SAMPLE_DIR";

    private static final String USUAL_SAMPLE = "/opt/resforge/data/sample";
    private static final long LINE_EVERY_NANOS = 5_000_000_000L;

    private final ObjectStore store;
    private final Map<String, String> environment;
    private final Duration patience;
    private final WorkerLog log;

    /**
     * @param store that the run is in
     * @param patience for how long a store that fails is asked again
     */
    DataFolders(ObjectStore store, Map<String, String> environment, Duration patience, WorkerLog log) {
        this.store = store;
        this.environment = environment;
        this.patience = patience;
        this.log = log;
    }

    /**
     * The folder with a run's images; one that lies in a store is brought into the cache.
     *
     * @throws IllegalArgumentException if this is no place of a data set
     * @throws InterruptedException if the thread was interrupted
     */
    Path folder(String dataset) throws InterruptedException {
        return switch (DatasetLocation.parse(dataset)) {
            case DatasetLocation.Folder(Path path) -> path;
            case DatasetLocation.Sample _ -> sample();
            case DatasetLocation.Named(String name) -> cached(Mirror.named(store, name));
            case DatasetLocation.Elsewhere elsewhere -> cached(elsewhere.open());
        };
    }

    private Path sample() {
        Path folder = Path.of(environment.getOrDefault(SAMPLE, USUAL_SAMPLE));
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException(
                    "the sample is not here: there is no folder %s; images of ResForge have it,".formatted(folder)
                            + " elsewhere " + SAMPLE + " names it");
        }
        return folder;
    }

    private Path cached(Mirror mirror) throws InterruptedException {
        DatasetCache cache = new DatasetCache(root());
        // What was brought before the store failed is in the cache, and is not brought again.
        FailsafeExecutor<Object> retries = StoreRetries.lasting(patience, log);
        try {
            return retries.get(() -> cache.folder(mirror, new Lines()));
        } catch (FailsafeException e) {
            if (e.getCause() instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            throw e;
        }
    }

    private Path root() {
        String named = environment.getOrDefault(CACHE, "");
        if (!named.isBlank()) {
            return Path.of(named);
        }
        String home = environment.getOrDefault("RESFORGE_HOME", "");
        Path state = home.isBlank() ? Path.of(System.getProperty("user.home"), ".resforge") : Path.of(home);
        return state.resolve("cache").resolve("datasets");
    }

    /** Says every few seconds how far a transfer is. */
    private final class Lines implements Progress {

        private final long began = System.nanoTime();
        private long last = began;

        @Override
        public void at(long bytes, long total) {
            long now = System.nanoTime();
            if (bytes == 0) {
                log.say("bringing %.0f MB of the data set into the cache", total / 1e6);
            } else if (bytes == total || now - last > LINE_EVERY_NANOS) {
                last = now;
                double left = (now - began) / 1e9 * (total - bytes) / bytes;
                log.say("%.0f of %.0f MB are here, %.0f s left", bytes / 1e6, total / 1e6, left);
            }
        }
    }
}
