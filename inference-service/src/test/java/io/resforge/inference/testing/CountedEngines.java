package io.resforge.inference.testing;

import io.resforge.inference.engine.Engine;
import io.resforge.inference.engine.Engines;
import io.resforge.registry.checkpoint.Checkpoint;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Engines that compute nothing real, take 1,000 bytes each, and count how often one was loaded. */
public final class CountedEngines implements Engines {

    private final Deque<Error> failures = new ArrayDeque<>();
    private int loads;

    /** The next loads fail so, one after the other. */
    public void fail(Error... next) {
        failures.addAll(List.of(next));
    }

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
    public Engine load(Checkpoint checkpoint, Runnable loaded) {
        loads++;
        if (!failures.isEmpty()) {
            throw failures.remove();
        }
        loaded.run();
        return new FakeEngine(0);
    }
}
