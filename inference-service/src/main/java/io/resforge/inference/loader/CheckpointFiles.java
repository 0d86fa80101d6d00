package io.resforge.inference.loader;

import io.resforge.registry.checkpoint.Checkpoint;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.InvalidCheckpoint;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.store.StoreFailure;
import java.util.Optional;

/** Checkpoints from the store, by way of a cache on disk. Every file's digest is checked wherever it comes from. */
public final class CheckpointFiles {

    private final Checkpoints published;
    private final DiskCache cache;

    public CheckpointFiles(Checkpoints published, DiskCache cache) {
        this.published = published;
        this.cache = cache;
    }

    /**
     * Reads a published version.
     *
     * @throws VersionCheckFailed if it is not what its manifest says
     * @throws StoreFailure if the store cannot be reached
     */
    Checkpoint fetch(String model, String version) throws VersionCheckFailed {
        try {
            return cache.copy(published, model, version);
        } catch (RuntimeException e) {
            // It may have been the cache, such as a full disk, that failed. What the store alone says decides.
            return fetchUncached(model, version);
        }
    }

    /**
     * Reads a version from the disk alone.
     *
     * @throws VersionCheckFailed if it is not whole there
     */
    Checkpoint cached(String model, LastGood good) throws VersionCheckFailed {
        try {
            return cache.fetch(model, good);
        } catch (RuntimeException e) {
            throw new VersionCheckFailed(RefusalReason.CHECKSUM, e.getMessage(), e);
        }
    }

    /**
     * Whether the store has, under the same model and version, another manifest than this one: then it is another store than it was. A
     * manifest that is missing or damaged says nothing of the kind.
     *
     * @throws StoreFailure if the store cannot be reached
     */
    public boolean isReplaced(Manifest manifest) {
        try {
            return published
                    .manifest(manifest.model(), manifest.version())
                    .filter(other -> !other.equals(manifest))
                    .isPresent();
        } catch (InvalidCheckpoint e) {
            return false;
        }
    }

    /**
     * The manifest of a version as the store has it now, JSON; empty if it has none.
     *
     * @throws StoreFailure if the store cannot be reached
     */
    public Optional<String> publishedManifest(String model, String version) {
        return published.manifestJson(model, version);
    }

    private Checkpoint fetchUncached(String model, String version) throws VersionCheckFailed {
        try {
            return published.fetch(model, version);
        } catch (InvalidCheckpoint e) {
            throw new VersionCheckFailed(reason(model, version, e), e.getMessage(), e);
        } catch (StoreFailure e) {
            throw e;
        } catch (RuntimeException e) {
            throw new VersionCheckFailed(RefusalReason.INCOMPATIBLE, "it cannot be read: " + e, e);
        }
    }

    private RefusalReason reason(String model, String version, InvalidCheckpoint e) {
        Optional<Manifest> manifest;
        try {
            manifest = published.manifest(model, version);
        } catch (InvalidCheckpoint unreadable) {
            return RefusalReason.INCOMPATIBLE;
        }
        if (manifest.isEmpty()) {
            return RefusalReason.MISSING;
        }
        // Only what was read and did not make sense has a cause.
        return e.getCause() == null ? RefusalReason.CHECKSUM : RefusalReason.INCOMPATIBLE;
    }
}
