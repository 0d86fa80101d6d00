package io.resforge.inference.rollout;

import io.resforge.inference.engine.Engine;
import io.resforge.inference.engine.Engines;
import io.resforge.inference.engine.Engines.EngineCheckFailed;
import io.resforge.inference.models.LiveModel;
import io.resforge.inference.models.ModelSlot;
import io.resforge.inference.models.RejectedVersion.RefusalReason;
import io.resforge.inference.rollout.DiskCache.LastGood;
import io.resforge.inference.telemetry.StartClock;
import io.resforge.inference.telemetry.StartClock.StartPhase;
import io.resforge.registry.checkpoint.Checkpoint;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.InvalidCheckpoint;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import java.time.Clock;
import java.util.Optional;

/**
 * From a published version to one that is ready to serve, by way of a cache on disk. Every file's digest is checked
 * wherever it comes from, and memory is counted from before it is taken until it is freed. A version that fails any
 * check is refused, and nothing of it stays.
 */
public final class Loader {

    private final Checkpoints published;
    private final DiskCache cache;
    private final Engines engines;
    private final MemoryBudget budget;
    private final Clock clock;
    private final StartClock start;

    /**
     * A version that passed every check and is ready to serve. The caller owns the engine until a slot has it.
     *
     * @param freed is run when the engine has been closed
     */
    record Loaded(LiveModel model, Engine engine, Runnable freed) {

        /** Hands the engine to a slot. */
        LiveModel into(ModelSlot slot) {
            slot.add(model, engine, freed);
            return model;
        }
    }

    /**
     * @param store has the published versions
     * @param cache keeps copies of them
     * @param start is told when the engines and the first model are there
     */
    public Loader(
            ObjectStore store, DiskCache cache, Engines engines, MemoryBudget budget, Clock clock, StartClock start) {
        this.published = new Checkpoints(store, clock);
        this.cache = cache;
        this.engines = engines;
        this.budget = budget;
        this.clock = clock;
        this.start = start;
    }

    /** Loads what engines share, ahead of the first; may be called again. */
    void start() {
        engines.start();
        start.ended(StartPhase.ENGINE);
    }

    /** Keeps copies of the versions on disk. */
    DiskCache cache() {
        return cache;
    }

    /** How often memory was given back: a version that did not fit may fit when this has risen. */
    long timesFreed() {
        return budget.timesFreed();
    }

    /**
     * Loads a published version.
     *
     * @param promotion number of the promotion that names it, or 0
     * @throws VersionCheckFailed if it fails a check
     * @throws StoreFailure if the store cannot be reached
     */
    Loaded load(String model, String version, long promotion) throws VersionCheckFailed {
        try {
            return load(fetch(model, version), promotion);
        } catch (OutOfMemoryError e) {
            throw lacking(e);
        }
    }

    /**
     * Loads a version that was live before from the disk.
     *
     * @throws VersionCheckFailed if it fails a check
     */
    Loaded loadCached(String model, LastGood good) throws VersionCheckFailed {
        try {
            return load(cached(model, good), good.promotion());
        } catch (OutOfMemoryError e) {
            throw lacking(e);
        }
    }

    /** Java says so of memory and of threads. */
    private static VersionCheckFailed lacking(OutOfMemoryError e) {
        return new VersionCheckFailed(
                RefusalReason.MEMORY, "memory or threads are lacking to load it: " + e.getMessage(), e);
    }

    /** Room is taken before anything is loaded: the process is never to go over the budget. */
    private Loaded load(Checkpoint checkpoint, long promotion) throws VersionCheckFailed {
        LiveModel model = new LiveModel(checkpoint.manifest(), promotion, clock.instant());
        long expected = expected(checkpoint);
        budget.take(expected);
        Engine engine = null;
        try {
            engine = build(checkpoint);
            long held = engine.bytes();
            budget.correct(expected, held);
            return new Loaded(model, engine, () -> budget.giveBack(held));
        } catch (VersionCheckFailed | RuntimeException | Error e) {
            if (engine != null) {
                engine.close();
            }
            budget.giveBack(expected);
            throw e;
        }
    }

    private long expected(Checkpoint checkpoint) throws VersionCheckFailed {
        try {
            return engines.bytes(checkpoint);
        } catch (IllegalArgumentException e) {
            throw new VersionCheckFailed(RefusalReason.INCOMPATIBLE, e.getMessage(), e);
        }
    }

    private Engine build(Checkpoint checkpoint) throws VersionCheckFailed {
        try {
            return engines.load(checkpoint, () -> start.ended(StartPhase.MODEL));
        } catch (IllegalArgumentException e) {
            throw new VersionCheckFailed(RefusalReason.INCOMPATIBLE, e.getMessage(), e);
        } catch (EngineCheckFailed e) {
            throw new VersionCheckFailed(reason(e), e.getMessage(), e);
        } catch (OutOfMemoryError e) {
            throw lacking(e);
        } catch (RuntimeException | Error e) {
            throw new VersionCheckFailed(RefusalReason.ENGINE, "the engine failed: " + e, e);
        }
    }

    private static RefusalReason reason(EngineCheckFailed unfit) {
        return switch (unfit.reason()) {
            case GOLDEN -> RefusalReason.GOLDEN;
            case FAILURE -> RefusalReason.ENGINE;
        };
    }

    /**
     * Reads a published version.
     *
     * @throws VersionCheckFailed if it is not what its manifest says
     * @throws StoreFailure if the store cannot be reached
     */
    private Checkpoint fetch(String model, String version) throws VersionCheckFailed {
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
    private Checkpoint cached(String model, LastGood good) throws VersionCheckFailed {
        try {
            return cache.fetch(model, good);
        } catch (RuntimeException e) {
            throw new VersionCheckFailed(RefusalReason.CHECKSUM, e.getMessage(), e);
        }
    }

    /**
     * Whether the store has, under the same model and version, another manifest than this one: then it is another store
     * than it was. A manifest that is missing or damaged says nothing of the kind.
     *
     * @throws StoreFailure if the store cannot be reached
     */
    boolean isReplaced(Manifest manifest) {
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
    Optional<String> publishedManifest(String model, String version) {
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

    /** A version failed a check on its way to being served; the message says what was wrong with it. */
    public static final class VersionCheckFailed extends Exception {

        private final RefusalReason reason;

        VersionCheckFailed(RefusalReason reason, String message) {
            super(message);
            this.reason = reason;
        }

        VersionCheckFailed(RefusalReason reason, String message, Throwable cause) {
            super(message, cause);
            this.reason = reason;
        }

        /** The kind of check that failed. */
        public RefusalReason reason() {
            return reason;
        }
    }
}
