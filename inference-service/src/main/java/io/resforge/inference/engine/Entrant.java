package io.resforge.inference.engine;

import io.resforge.inference.model.Engine;
import io.resforge.registry.checkpoint.Checkpoint;
import java.util.List;

/** One way to serve a version. */
record Entrant(Backend backend, Checkpoint checkpoint) {

    EngineKind kind() {
        return backend.kind();
    }

    /** Bytes of native memory that it will hold. */
    long bytes() {
        return backend.bytes(checkpoint.manifest());
    }

    /**
     * Loads the version and tries it with batches of these sizes.
     *
     * @throws Unfit if it fails; nothing stays of it
     * @throws IllegalArgumentException if the checkpoint's parts do not fit each other
     */
    Engine loadTried(List<Integer> sizes) throws Unfit {
        Engine engine = load();
        Trial trial = new Trial(new GoldenImages(checkpoint.manifest()), kind().tolerance());
        boolean passed = false;
        try {
            trial.run(engine, sizes);
            passed = true;
            return engine;
        } finally {
            if (!passed) {
                engine.close();
            }
        }
    }

    /**
     * Loads the version.
     *
     * @throws Unfit if the library fails
     */
    Engine load() throws Unfit {
        try {
            return backend.load(checkpoint);
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            throw new Unfit(Unfit.Reason.FAILURE, "the engine failed: " + e, e);
        }
    }
}
