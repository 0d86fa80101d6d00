package io.resforge.inference.rollout;

import io.resforge.inference.engine.Engine;
import io.resforge.inference.engine.Engines;
import io.resforge.inference.engine.Engines.EngineCheckFailed;
import io.resforge.inference.models.LiveModel;
import io.resforge.inference.models.ModelSlot;
import io.resforge.inference.models.ReloadEvent.RejectedVersion.RefusalReason;
import io.resforge.inference.rollout.DiskCache.LastGood;
import io.resforge.inference.telemetry.StartClock;
import io.resforge.inference.telemetry.StartClock.StartPhase;
import io.resforge.registry.checkpoint.Checkpoint;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.InvalidCheckpoint;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.signature.InvalidSignature;
import io.resforge.registry.signature.Seal;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import java.time.Clock;
import java.util.Optional;

/**
 * From a published version to one that is ready to serve, by way of a cache on disk. Every file's digest is checked,
 * and memory is counted from before it is taken until it is freed. Nothing stays of a version that fails a check.
 */
public final class Loader {

    private final Checkpoints published;
    private final DiskCache cache;
    private final Engines engines;
    private final MemoryBudget budget;
    private final Clock clock;
    private final StartClock start;
    private final Seal seal;

    /**
     * A version that passed every check. The caller owns the engine until a slot has it; {@code freed} runs after its
     * close.
     */
    record Loaded(LiveModel model, Engine engine, Runnable freed) {

        /** Hands the engine to a slot. */
        LiveModel into(ModelSlot slot) {
            slot.add(model, engine, freed);
            return model;
        }
    }

    /**
     * @param cache keeps copies of the store's versions
     * @param start is told when the engines and the first model are there
     * @param seal says whether versions must be signed
     */
    public Loader(
            ObjectStore store,
            DiskCache cache,
            Engines engines,
            MemoryBudget budget,
            Clock clock,
            StartClock start,
            Seal seal) {
        this.published = new Checkpoints(store, clock, seal);
        this.cache = cache;
        this.engines = engines;
        this.budget = budget;
        this.clock = clock;
        this.start = start;
        this.seal = seal;
    }

    /** Says whether what is loaded must be signed. */
    Seal seal() {
        return seal;
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

    /** Loads a published version, for the promotion that names it, or 0. */
    Loaded load(String model, String version, long promotion) throws VersionCheckFailed {
        try {
            return load(fetch(model, version), promotion);
        } catch (OutOfMemoryError e) {
            throw lacking(e);
        }
    }

    /** Loads a version that was live before from the disk. */
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

    private Checkpoint fetch(String model, String version) throws VersionCheckFailed {
        try {
            return cache.copy(published, model, version);
        } catch (RuntimeException e) {
            // It may have been the cache, such as a full disk, that failed. What the store alone says decides.
            return fetchUncached(model, version);
        }
    }

    private Checkpoint cached(String model, LastGood good) throws VersionCheckFailed {
        try {
            return cache.fetch(model, good);
        } catch (RuntimeException e) {
            RefusalReason reason =
                    e.getCause() instanceof InvalidSignature ? RefusalReason.SIGNATURE : RefusalReason.CHECKSUM;
            throw new VersionCheckFailed(reason, e.getMessage(), e);
        }
    }

    /**
     * Whether the store has another manifest for the same version: then it is another store than it was. A missing or
     * damaged manifest does not count.
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

    /** The manifest of a version as the store has it now, JSON; empty if it has none. */
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
        if (e.getCause() instanceof InvalidSignature) {
            return RefusalReason.SIGNATURE;
        }
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
