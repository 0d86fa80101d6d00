package io.resforge.inference.edge;

import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.inference.telemetry.ServingObserver.Rejection;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the calls that fail, and logs failures that nobody foresaw. */
public final class Failures {

    private static final System.Logger LOG = System.getLogger(Failures.class.getName());

    private static final long LOG_INTERVAL_NANOS = 1_000_000_000L;

    private final ServingObserver observer;
    /** Before the first failure: as if the last had been logged an interval ago. */
    private final AtomicLong lastLogged = new AtomicLong(System.nanoTime() - LOG_INTERVAL_NANOS);

    public Failures(ServingObserver observer) {
        this.observer = observer;
    }

    /** What to tell the caller of a call that ends with this. To be asked once a call. */
    public Failure of(Throwable thrown) {
        Failure failure = Failure.of(thrown);
        observer.rejected(failure.reason());
        if (failure.reason() == Rejection.INTERNAL) {
            log(failure.cause());
        }
        return failure;
    }

    /** Once a second at most: what breaks one call may break each of thousands. They are all counted. */
    private void log(Throwable failure) {
        long last = lastLogged.get();
        long now = System.nanoTime();
        if (now - last >= LOG_INTERVAL_NANOS && lastLogged.compareAndSet(last, now)) {
            LOG.log(System.Logger.Level.ERROR, "a call failed", failure);
        }
    }
}
