package io.resforge.inference.models;

import io.resforge.inference.engine.Engine;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An engine and how many share it. The count never rises from zero. Every change of it is an atomic read-modify-write, so all
 * that a holder did with the engine happens before its release, and that before the close by the last holder.
 */
final class CountedEngine {

    private static final System.Logger LOG = System.getLogger(CountedEngine.class.getName());

    private volatile LiveModel model;
    private final Engine engine;
    private final Runnable freed;
    private final AtomicInteger shares = new AtomicInteger(1);

    CountedEngine(LiveModel model, Engine engine, Runnable freed) {
        this.model = model;
        this.engine = engine;
        this.freed = freed;
    }

    LiveModel model() {
        return model;
    }

    /** The same weights were promoted once more. */
    void renumber(LiveModel renumbered) {
        model = renumbered;
    }

    Engine engine() {
        return engine;
    }

    boolean tryAdd() {
        int seen = shares.get();
        while (seen > 0) {
            int witness = shares.compareAndExchange(seen, seen + 1);
            if (witness == seen) {
                return true;
            }
            seen = witness;
        }
        return false;
    }

    void release() {
        if (shares.decrementAndGet() == 0) {
            close();
        }
    }

    /** The caller has its answer, or its new model, whether or not the memory of this one can be freed. */
    private void close() {
        try {
            try {
                engine.close();
            } finally {
                freed.run();
            }
        } catch (RuntimeException | Error e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "the memory of " + model.name() + " version " + model.version() + " could not be freed",
                    e);
        }
    }
}
