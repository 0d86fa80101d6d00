package io.resforge.inference.engine;

import io.resforge.inference.model.Engine;
import io.resforge.inference.start.StartClock;
import io.resforge.inference.start.StartPhase;
import io.resforge.registry.checkpoint.Checkpoint;
import io.resforge.registry.checkpoint.Manifest;

/** A backend that takes down when the first model was loaded, and not yet warm. */
record TimedBackend(Backend backend, StartClock clock) implements Backend {

    @Override
    public EngineKind kind() {
        return backend.kind();
    }

    @Override
    public String version() {
        return backend.version();
    }

    @Override
    public boolean takes(Checkpoint checkpoint) {
        return backend.takes(checkpoint);
    }

    @Override
    public long bytes(Manifest manifest) {
        return backend.bytes(manifest);
    }

    @Override
    public void start() {
        backend.start();
    }

    @Override
    public Engine load(Checkpoint checkpoint) {
        Engine engine = backend.load(checkpoint);
        clock.ended(StartPhase.MODEL);
        return engine;
    }

    @Override
    public Engine serving(Engine tried, Checkpoint checkpoint) {
        return backend.serving(tried, checkpoint);
    }
}
