package io.resforge.trainer.worker;

import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import io.resforge.registry.dataset.DatasetCache;
import io.resforge.registry.dataset.StoredDataset;
import io.resforge.registry.dataset.TransferProgress;
import io.resforge.trainer.worker.request.DataFolder;
import io.resforge.trainer.worker.request.RunRegistration.BadInput;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Data sets as folders of this machine; those that lie in a store are brought here first. */
final class CachedData {

    private static final long LINE_EVERY_NANOS = 5_000_000_000L;

    private final DataFolder folders;
    private final Duration timeout;
    private final WorkerLog log;
    private final TransferProgress told;

    /**
     * @param folders what locations mean
     * @param timeout for how long a store that fails is asked again
     * @param told how far a transfer is
     */
    CachedData(DataFolder folders, Duration timeout, WorkerLog log, TransferProgress told) {
        this.folders = folders;
        this.timeout = timeout;
        this.log = log;
        this.told = told;
    }

    /**
     * The folder of a location.
     *
     * @throws BadInput if there is no such location
     * @throws InterruptedException if the thread was interrupted
     */
    Path folder(String location) throws InterruptedException {
        Optional<StoredDataset> stored = folders.stored(location);
        return stored.isPresent() ? cached(stored.get()) : folders.of(location);
    }

    private Path cached(StoredDataset mirror) throws InterruptedException {
        DatasetCache cache = new DatasetCache(folders.cache());
        // What was brought before the store failed is in the cache, and is not brought again.
        FailsafeExecutor<Object> retries = StoreRetries.lasting(timeout, log);
        try {
            return retries.get(() -> cache.folder(mirror, new Lines()));
        } catch (FailsafeException e) {
            if (e.getCause() instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            throw e;
        }
    }

    /** Says every few seconds how far a transfer is. */
    private final class Lines implements TransferProgress {

        private final long began = System.nanoTime();
        private long last = began;

        @Override
        public void at(long bytes, long total) {
            told.at(bytes, total);
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
