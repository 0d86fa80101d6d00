package io.resforge.inference.api;


import io.resforge.inference.telemetry.LogLimit;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.inference.telemetry.ServingObserver.Rejection;

/** Counts the calls that fail, and logs failures that nobody foresaw. */
public final class FailureCounter {

    private static final System.Logger LOG = System.getLogger(FailureCounter.class.getName());

    private final ServingObserver observer;
    private final LogLimit limit = new LogLimit();

    public FailureCounter(ServingObserver observer) {
        this.observer = observer;
    }

    /** What to tell the caller of a call that ends with this. To be asked once a call. */
    public Failure of(Throwable thrown) {
        Failure failure = Failure.of(thrown);
        observer.rejected(failure.reason());
        if (failure.reason() == Rejection.INTERNAL && limit.allows()) {
            LOG.log(System.Logger.Level.ERROR, "a call failed", failure.cause());
        }
        return failure;
    }
}
