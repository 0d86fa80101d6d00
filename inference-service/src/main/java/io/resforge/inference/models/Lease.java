package io.resforge.inference.models;

import io.resforge.inference.engine.Engine;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/** A model that its borrower may compute with until it closes the lease; closing twice does nothing. */
public final class Lease implements AutoCloseable {

    /** Of all slots of this process. */
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
}
