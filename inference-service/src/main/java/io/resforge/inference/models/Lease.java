package io.resforge.inference.models;

import io.resforge.inference.engine.Engine;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** A model that its borrower may compute with until it closes the lease; closing twice does nothing. */
public final class Lease implements AutoCloseable {

    private static final LongAdder OPEN = new LongAdder();

    private final CountedEngine counted;
    private final RouteReason origin;
    private final AtomicBoolean open = new AtomicBoolean(true);

    Lease(CountedEngine counted, RouteReason origin) {
        this.counted = counted;
        this.origin = origin;
        OPEN.increment();
    }

    /** What was borrowed. */
    public LiveModel model() {
        return counted.model();
    }

    /** How the call came to it. */
    public RouteReason origin() {
        return origin;
    }

    /** What computes; not to be used after {@link #close}. */
    public Engine engine() {
        return counted.engine();
    }

    /**
     * What the version makes of images just before its last layer, as many numbers for each.
     *
     * @param pixels {@code [count, height, width, channels]}, one byte each
     */
    public float[] features(byte[] pixels, int count) {
        return engine().features(pixels, count);
    }

    @Override
    public void close() {
        if (open.getAndSet(false)) {
            OPEN.decrement();
            counted.release();
        }
    }

    /** Leases that are not closed yet, of all models. */
    public static long countOpen() {
        return OPEN.sum();
    }

    /** How a call came to its version. */
    public enum RouteReason {
        /** The live version answers, since the caller left the choice to the server. */
        LIVE,
        /** The canary answers, since the caller left the choice to the server. */
        CANARY,
        /** The caller asked for the version, or for a label of it. */
        ASKED,
        /** The version computes a copy, and its answer is not sent. */
        SHADOW
    }

    /**
     * An engine and how many share it. The count never rises from zero. Every change is an atomic read-modify-write, so
     * all that a holder did with the engine happens before its release, and that before the close by the last holder.
     */
    static final class CountedEngine {

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

        /** Gives up the slot's own share if no call has one; nothing can borrow it then. */
        boolean giveUp() {
            return shares.compareAndSet(1, 0);
        }

        /** Takes that back. */
        void keep() {
            shares.set(1);
        }

        void release() {
            if (shares.decrementAndGet() == 0) {
                close();
            }
        }

        /** The caller has its answer, or its new model, whether or not the memory of this one can be freed. */
        void close() {
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
}
