package io.resforge.inference.loader;

import io.resforge.inference.engine.Engines;
import io.resforge.inference.engine.Unfit;
import io.resforge.inference.model.Engine;
import io.resforge.inference.model.LiveModel;
import io.resforge.registry.checkpoint.Checkpoint;
import io.resforge.registry.promotion.Promotion;
import io.resforge.registry.store.StoreFailure;
import java.time.Clock;

/** From a promotion to a model that is ready to serve. A version that fails any check is refused, and nothing of it stays. */
public final class Loader {

    private final CheckpointFiles files;
    private final Engines engines;
    private final Clock clock;

    public Loader(CheckpointFiles files, Engines engines, Clock clock) {
        this.files = files;
        this.engines = engines;
        this.clock = clock;
    }

    /**
     * Loads the version that a promotion names.
     *
     * @throws Refused if it fails a check
     * @throws StoreFailure if the store cannot be reached
     */
    public Loaded load(Promotion promotion) throws Refused {
        return prepare(files.fetch(promotion.model(), promotion.version()), promotion.number());
    }

    /**
     * Loads a version that was live before from the disk.
     *
     * @throws Refused if it fails a check
     */
    public Loaded loadCached(String model, LastGood good) throws Refused {
        return prepare(files.cached(model, good), good.promotion());
    }

    private Loaded prepare(Checkpoint checkpoint, long promotion) throws Refused {
        Engine engine = build(checkpoint);
        return new Loaded(new LiveModel(checkpoint.manifest(), promotion, clock.instant()), engine);
    }

    private Engine build(Checkpoint checkpoint) throws Refused {
        try {
            return engines.load(checkpoint);
        } catch (IllegalArgumentException e) {
            throw new Refused(RefusalReason.INCOMPATIBLE, e.getMessage(), e);
        } catch (Unfit e) {
            throw new Refused(reason(e), e.getMessage(), e);
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            throw new Refused(RefusalReason.ENGINE, "the engine failed: " + e, e);
        }
    }

    private static RefusalReason reason(Unfit unfit) {
        return switch (unfit.reason()) {
            case GOLDEN -> RefusalReason.GOLDEN;
            case FAILURE -> RefusalReason.ENGINE;
        };
    }
}
