package io.resforge.inference.testing;

import io.resforge.inference.engine.Engine;
import io.resforge.inference.engine.Engines;
import io.resforge.registry.checkpoint.Checkpoint;

/** Engines whose native library has no memory left. */
public final class BrokenEngines implements Engines {

    @Override
    public void start() {}

    @Override
    public long bytes(Checkpoint checkpoint) {
        return 1;
    }

    @Override
    public Engine load(Checkpoint checkpoint, Runnable loaded) {
        throw new OutOfMemoryError("out of native memory");
    }
}
