package io.resforge.inference.loader;

import io.resforge.inference.engine.EngineCheckFailed;
import io.resforge.inference.engine.Engines;
import io.resforge.inference.model.Engine;
import io.resforge.inference.model.LiveModel;
import io.resforge.registry.checkpoint.Checkpoint;
import io.resforge.registry.store.StoreFailure;
import java.time.Clock;

/** From a promotion to a model that is ready to serve. A version that fails any check is refused, and nothing of it stays. */
public final class Loader {

    private final CheckpointFiles files;
    private final Engines engines;
    private final MemoryBudget budget;
    private final Clock clock;

    public Loader(CheckpointFiles files, Engines engines, MemoryBudget budget, Clock clock) {
        this.files = files;
        this.engines = engines;
        this.budget = budget;
        this.clock = clock;
    }

    /**
     * Loads a published version.
     *
     * @param promotion number of the promotion that names it, or 0
     * @throws VersionCheckFailed if it fails a check
     * @throws StoreFailure if the store cannot be reached
     */
    public PreparedModel load(String model, String version, long promotion) throws VersionCheckFailed {
        try {
            return prepare(files.fetch(model, version), promotion);
        } catch (OutOfMemoryError e) {
            throw lacking(e);
        }
    }

    /**
     * Loads a version that was live before from the disk.
     *
     * @throws VersionCheckFailed if it fails a check
     */
    public PreparedModel loadCached(String model, LastGood good) throws VersionCheckFailed {
        try {
            return prepare(files.cached(model, good), good.promotion());
        } catch (OutOfMemoryError e) {
            throw lacking(e);
        }
    }

    /** Java says so of memory and of threads. */
    private static VersionCheckFailed lacking(OutOfMemoryError e) {
        return new VersionCheckFailed(
                RefusalReason.MEMORY, "memory or threads are lacking to load it: " + e.getMessage(), e);
    }

    private PreparedModel prepare(Checkpoint checkpoint, long promotion) throws VersionCheckFailed {
        LiveModel model = new LiveModel(checkpoint.manifest(), promotion, clock.instant());
        return new PreparedModel(model, counted(checkpoint));
    }

    /** Room is taken before anything is loaded: the process is never to go over the budget. */
    private Engine counted(Checkpoint checkpoint) throws VersionCheckFailed {
        long expected = expected(checkpoint);
        budget.take(expected);
        Engine engine = null;
        try {
            engine = build(checkpoint);
            budget.correct(expected, engine.bytes());
            return new BudgetedEngine(engine, engine.bytes(), budget);
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
            return engines.load(checkpoint);
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
}
