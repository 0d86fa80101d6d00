package io.resforge.inference.classify;

import io.resforge.inference.batcher.Abandoned;
import io.resforge.inference.batcher.Overloaded;
import io.resforge.inference.batcher.Stopping;
import io.resforge.inference.canary.CanaryWatch;
import io.resforge.inference.model.LiveModel;
import io.resforge.inference.slot.Origin;
import io.resforge.inference.telemetry.ServingObserver;
import java.util.concurrent.CompletionException;

/** Tells how the calls went that left the choice of the version to the server: by that a canary is judged. */
final class Traffic {

    private final ServingObserver observer;

    Traffic(ServingObserver observer) {
        this.observer = observer;
    }

    /**
     * A call came to its end.
     *
     * @param failure null if it was answered
     */
    void ended(CanaryWatch canary, Origin origin, LiveModel version, long nanos, Throwable failure) {
        if (origin != Origin.LIVE && origin != Origin.CANARY || failure != null && !isOfTheVersion(failure)) {
            return;
        }
        if (failure == null) {
            canary.answered(version.version(), nanos);
        } else {
            canary.failed(version.version());
        }
        if (origin == Origin.CANARY) {
            observer.canaryCall(version, failure != null, nanos);
        }
    }

    /** What the caller did, or how busy the server is, says nothing of a version. */
    private static boolean isOfTheVersion(Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        return !(cause instanceof InvalidRequest
                || cause instanceof Abandoned
                || cause instanceof Overloaded
                || cause instanceof Stopping);
    }
}
