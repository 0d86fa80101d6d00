package io.resforge.inference.classify;

import io.resforge.inference.batching.Batcher.ServerStopping;
import io.resforge.inference.batching.Caller;
import io.resforge.inference.batching.Caller.CallAbandoned;
import io.resforge.inference.batching.Overloaded;
import io.resforge.inference.batching.Reservation.Computed;
import io.resforge.inference.models.Lease;
import io.resforge.inference.models.Lease.RouteReason;
import io.resforge.inference.models.LiveModel;
import io.resforge.inference.models.TrialCalls;
import io.resforge.inference.telemetry.ServingObserver;
import io.resforge.inference.telemetry.ServingObserver.CanaryOutcome;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Tells how the calls went that left the choice of the version to the server: by that a canary is judged. */
record TrafficStatistics(ServingObserver observer) {

    /** A call on its way: what computed it, when it joined the queue, and whether it was told how it went. */
    private record Underway(
            TrialCalls canary,
            LiveModel version,
            boolean onTrial,
            Supplier<Optional<Computed>> computed,
            long begin,
            AtomicBoolean told) {}

    /**
     * Tells how a call goes that joins the queue now: at its end, or when its caller leaves. Returns the same end, for
     * what is to come after it.
     */
    <T> CompletableFuture<T> follow(
            TrialCalls canary,
            Lease lease,
            Caller caller,
            CompletableFuture<T> end,
            Supplier<Optional<Computed>> computed) {
        if (lease.origin() != RouteReason.LIVE && lease.origin() != RouteReason.CANARY) {
            return end;
        }
        boolean onTrial = lease.origin() == RouteReason.CANARY;
        Underway call = new Underway(canary, lease.model(), onTrial, computed, System.nanoTime(), new AtomicBoolean());
        caller.onLeaving(() -> tell(call, CanaryOutcome.ABANDONED));
        return end.whenComplete((value, failure) -> ended(call, failure, caller.gone()));
    }

    private void ended(Underway call, Throwable failure, boolean late) {
        if (failure != null && isOfTheVersion(failure)) {
            tell(call, CanaryOutcome.FAILED);
        } else if (late) {
            tell(call, CanaryOutcome.ABANDONED);
        } else if (failure == null) {
            tell(call, CanaryOutcome.ANSWERED);
        }
    }

    /** What is told first counts. */
    private void tell(Underway call, CanaryOutcome outcome) {
        if (call.told().getAndSet(true)) {
            return;
        }
        long nanos = System.nanoTime() - call.begin();
        String version = call.version().version();
        switch (outcome) {
            case ANSWERED -> {
                Computed batch = call.computed().get().orElseThrow();
                call.canary().answered(version, batch.batch(), batch.images(), batch.nanos());
            }
            case FAILED, ABANDONED -> call.canary().failed(version);
        }
        if (call.onTrial()) {
            observer.canaryCall(call.version(), outcome, nanos);
        }
    }

    /** What the caller did, or how busy the server is, is no failure of a version. */
    private static boolean isOfTheVersion(Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        return !(cause instanceof InvalidRequest
                || cause instanceof CallAbandoned
                || cause instanceof Overloaded
                || cause instanceof ServerStopping);
    }
}
