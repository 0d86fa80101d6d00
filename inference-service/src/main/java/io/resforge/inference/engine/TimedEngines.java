package io.resforge.inference.engine;

import io.resforge.inference.model.Engine;
import io.resforge.inference.start.StartClock;
import io.resforge.inference.start.StartPhase;
import io.resforge.registry.checkpoint.Checkpoint;

/** Engines that take down when the first was ready to take a model. */
record TimedEngines(Engines engines, StartClock clock) implements Engines {

    @Override
    public void start() {
        engines.start();
        clock.ended(StartPhase.ENGINE);
    }

    @Override
    public long bytes(Checkpoint checkpoint) {
        return engines.bytes(checkpoint);
    }

    @Override
    public Engine load(Checkpoint checkpoint) throws EngineCheckFailed {
        return engines.load(checkpoint);
    }
}
