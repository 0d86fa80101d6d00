package io.resforge.inference.classify;

import io.resforge.inference.batching.Caller;
import io.resforge.inference.batching.Caller.CallAbandoned;
import io.resforge.inference.batching.Overloaded;
import io.resforge.inference.models.ColdModel;
import io.resforge.inference.models.Lease;
import io.resforge.inference.models.Routing.VersionChoice;
import io.resforge.inference.models.ServedModels.NoModelYet;
import io.resforge.inference.models.ServedModels.ServedModel;
import io.resforge.inference.telemetry.OnDemandObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Lets the calls to a model that is not loaded wait until it is; so many of them, and each so long. */
public final class ColdCalls {

    private final WaitingRules rules;
    private final BooleanSupplier hasRoom;
    private final OnDemandObserver observer;
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * How calls wait.
     *
     * @param longest that one waits, as far as its deadline allows
     * @param most calls that wait at a time, for all models together
     */
    public record WaitingRules(Duration longest, int most) {}

    /** @param hasRoom whether the requests of all calls leave room, so that those that wait do not hold up others */
    public ColdCalls(WaitingRules rules, BooleanSupplier hasRoom, OnDemandObserver observer) {
        this.rules = rules;
        this.hasRoom = hasRoom;
        this.observer = observer;
    }

    /** How many calls wait. */
    public int waiting() {
        return waiting.get();
    }

    /**
     * Makes a call once its model is loaded: now, if it is or is none that calls load. It stays loaded until {@code call} returns.
     *
     * @return what the call returns; {@link NoModelYet} if the model cannot be loaded, or not in time; {@link CallAbandoned} if the caller
     *     has gone
     * @throws Overloaded if too many calls wait
     */
    public <T> CompletableFuture<T> whenLoaded(ServedModel model, Caller caller, Supplier<CompletableFuture<T>> call) {
        if (model.cold().isEmpty()) {
            return call.get();
        }
        Optional<Lease> now = model.slot().borrow(VersionChoice.ANY);
        return now.isPresent()
                ? holding(now.get(), call)
                : wait(model, model.cold().get(), caller).thenCompose(lease -> holding(lease, call));
    }

    private static <T> CompletableFuture<T> holding(Lease lease, Supplier<CompletableFuture<T>> call) {
        try {
            return call.get();
        } finally {
            lease.close();
        }
    }

    private CompletableFuture<Lease> wait(ServedModel model, ColdModel cold, Caller caller) {
        if (waiting.incrementAndGet() > rules.most() || !hasRoom.getAsBoolean()) {
            waiting.decrementAndGet();
            throw Overloaded.byColdCalls(rules.most());
        }
        long begin = System.nanoTime();
        CompletableFuture<Lease> loaded = cold.load();
        loaded.orTimeout(
                Math.max(0, Math.min(caller.timeout().toNanos(), rules.longest().toNanos())), TimeUnit.NANOSECONDS);
        caller.onLeaving(() -> loaded.completeExceptionally(new CallAbandoned()));
        return loaded.handle((lease, failure) -> {
            waiting.decrementAndGet();
            observer.waited(System.nanoTime() - begin);
            if (failure != null) {
                throw new CompletionException(reason(failure, model, caller));
            }
            return lease;
        });
    }

    private Throwable reason(Throwable failure, ServedModel model, Caller caller) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (!(cause instanceof TimeoutException)) {
            return cause;
        }
        return caller.gone()
                ? new CallAbandoned()
                : new NoModelYet("no version of " + model.name() + " is live: it was not loaded within "
                        + rules.longest().toMillis() + " ms, and goes on loading");
    }
}
