package io.resforge.inference.engine;

import io.resforge.inference.engine.Engines.EngineCheckFailed;
import io.resforge.inference.engine.VersionEngine.BatchSizes;
import io.resforge.registry.checkpoint.Checkpoint;

/** The one engine that an operator named. */
final class FixedEngine implements Engines {

    private final Backend backend;
    private final BatchSizes sizes;

    FixedEngine(Backend backend, BatchSizes sizes) {
        this.backend = backend;
        this.sizes = sizes;
    }

    @Override
    public void start() {
        backend.start();
    }

    @Override
    public long bytes(Checkpoint checkpoint) {
        return backend.bytes(checkpoint.manifest());
    }

    @Override
    public Engine load(Checkpoint checkpoint, Runnable loaded) throws EngineCheckFailed {
        EngineCandidate only = new EngineCandidate(backend, checkpoint, loaded);
        return VersionEngine.of(only.loadTried(sizes.all()), sizes, only.lone());
    }
}
