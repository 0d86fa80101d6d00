package io.resforge.inference.engine;

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
        return new EngineCandidate(backend, checkpoint, loaded).loadTried(sizes.all());
    }
}
