package io.resforge.inference.slot;

import io.resforge.inference.model.Engine;
import io.resforge.inference.model.LiveModel;
import java.util.concurrent.atomic.AtomicBoolean;

/** A model that its borrower may compute with until it closes the lease; closing twice does nothing. */
public final class Lease implements AutoCloseable {

    private final Counted counted;
    private final Origin origin;
    private final AtomicBoolean open = new AtomicBoolean(true);

    Lease(Counted counted, Origin origin) {
        this.counted = counted;
        this.origin = origin;
    }

    /** What was borrowed. */
    public LiveModel model() {
        return counted.model();
    }

    /** How the call came to it. */
    public Origin origin() {
        return origin;
    }

    /** What computes; not to be used after {@link #close}. */
    public Engine engine() {
        return counted.engine();
    }

    @Override
    public void close() {
        if (open.getAndSet(false)) {
            counted.release();
        }
    }
}
