package io.resforge.inference.testing;

import io.resforge.inference.engine.Engines;
import io.resforge.inference.model.Engine;
import io.resforge.registry.checkpoint.Checkpoint;

/** Engines that compute nothing real, take 1,000 bytes each, and count how often one was loaded. */
public final class CountedEngines implements Engines {

    private int loads;

    public int loads() {
        return loads;
    }

    @Override
    public void start() {}

    @Override
    public long bytes(Checkpoint checkpoint) {
        return 1000;
    }

    @Override
    public Engine load(Checkpoint checkpoint) {
        loads++;
        return new FakeEngine(0);
    }
}
