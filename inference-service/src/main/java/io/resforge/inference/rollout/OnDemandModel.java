package io.resforge.inference.rollout;

import io.resforge.inference.models.ColdModel;
import io.resforge.inference.models.Lease;
import io.resforge.inference.models.ModelSlot;
import io.resforge.inference.models.ReloadEvent;
import io.resforge.inference.models.ReloadEvent.Evicted;
import io.resforge.inference.models.ReloadEvent.Loadable;
import io.resforge.inference.models.ReloadEvent.NotLoadable;
import io.resforge.inference.models.Routing.VersionChoice;
import io.resforge.inference.models.ServedModels.NoModelYet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/**
 * A model that is served on demand. While it is cold nothing is kept of it but its name. A call that finds it so has it loaded by one look
 * at the store, as a watch looks; while it is loaded it has that watch, which looks when it is told to.
 */
final class OnDemandModel implements ColdModel {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final int MOST_DOUBLINGS = 10;

    private final String name;
    private final ModelSlot slot = new ModelSlot();
    private final OnDemandParts parts;

    private final Set<CompletableFuture<Lease>> waiting = new LinkedHashSet<>();
    /** While it is loaded. */
    private Optional<ModelWatch> watch = Optional.empty();
    /** Whether a thread loads it, or looks for what is new of it. */
    private boolean busy;

    /** The newest promotion that was heard of, and whether it was looked for since. */
    private long promoted;

    private boolean stale;

    private int failures;
    private long pausedUntil;
    private volatile boolean paused;
    private volatile long lastUsed;

    OnDemandModel(String name, OnDemandParts parts) {
        this.name = name;
        this.parts = parts;
        this.lastUsed = parts.now();
    }

    String name() {
        return name;
    }

    ModelSlot slot() {
        return slot;
    }

    /** When a call used it last, by the clock that counts nanoseconds. */
    long lastUsed() {
        return lastUsed;
    }

    @Override
    public void used() {
        lastUsed = parts.now();
    }

    @Override
    public boolean isLoadable() {
        return !paused;
    }

    @Override
    public CompletableFuture<Lease> load() {
        CompletableFuture<Lease> wanted = new CompletableFuture<>();
        synchronized (this) {
            Optional<Lease> lease = slot.borrow(VersionChoice.ANY);
            if (lease.isPresent()) {
                return CompletableFuture.completedFuture(lease.get());
            }
            if (paused && parts.now() - pausedUntil < 0) {
                return CompletableFuture.failedFuture(
                        new NoModelYet(parts.host().whyNone(name) + "; it is tried again in " + secondsTo(pausedUntil)
                                + " s at the earliest"));
            }
            waiting.add(wanted);
            wanted.whenComplete((done, failure) -> forget(wanted));
            begin();
        }
        return wanted;
    }

    private long secondsTo(long nanos) {
        return Math.ceilDiv(nanos - parts.now(), Duration.ofSeconds(1).toNanos());
    }

    private synchronized void forget(CompletableFuture<Lease> wanted) {
        waiting.remove(wanted);
    }

    private void begin() {
        if (busy) {
            return;
        }
        busy = true;
        try {
            parts.loaders().execute(this::bring);
        } catch (RejectedExecutionException | OutOfMemoryError e) { // the server goes down, or there is no thread
            failed("no version of " + name + " is live: there is no thread to load it: " + e.getMessage());
        }
    }

    /** Loads it, unless all who waited have gone meanwhile. */
    private void bring() {
        synchronized (this) {
            if (waiting.isEmpty()) {
                busy = false;
                return;
            }
            stale = false;
        }
        Optional<String> problem;
        try {
            problem = parts.room().enter(this) ? look() : Optional.of(noRoom());
        } catch (RuntimeException | Error e) {
            parts.room().leave(this);
            problem = Optional.of("no version of " + name + " is live: " + e);
        }
        problem.ifPresent(this::failed);
    }

    private String noRoom() {
        return "no version of " + name + " is live: calls are under way to each of the "
                + parts.room().most() + " models of resforge.on-demand.most-loaded that are loaded";
    }

    /** Why it could not be loaded; empty if it was. */
    private Optional<String> look() {
        ModelWatch next = parts.host().watch(name, slot);
        next.look();
        if (slot.live().isEmpty()) {
            parts.room().leave(this);
            return Optional.of(parts.host().whyNone(name));
        }
        loaded(next);
        return Optional.empty();
    }

    /** The leases are borrowed before the model may leave again, so that none who waited finds it gone. */
    private void loaded(ModelWatch next) {
        List<CompletableFuture<Lease>> calls;
        List<Lease> leases;
        synchronized (this) {
            calls = List.copyOf(waiting);
            waiting.clear();
            leases = calls.stream()
                    .map(call -> slot.borrow(VersionChoice.ANY).orElseThrow())
                    .toList();
            watch = Optional.of(next);
            busy = false;
            failures = 0;
            paused = false;
            used();
        }
        parts.observer().loaded(true);
        for (int i = 0; i < calls.size(); i++) {
            if (!calls.get(i).complete(leases.get(i))) {
                leases.get(i).close(); // it waits no more
            }
        }
    }

    private void failed(String problem) {
        List<CompletableFuture<Lease>> calls;
        synchronized (this) {
            calls = new ArrayList<>(waiting);
            waiting.clear();
            busy = false;
            pausedUntil = parts.now() + pause().toNanos();
            failures++;
            paused = true;
        }
        parts.observer().loaded(false);
        tell(new NotLoadable(problem.replaceFirst("^no version of [^ ]+ is live: ", "")));
        calls.forEach(call -> call.completeExceptionally(new NoModelYet(problem)));
    }

    private Duration pause() {
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }

    /** Lets it be loaded again once its pause is over. */
    void endPause() {
        synchronized (this) {
            if (!paused || busy || parts.now() - pausedUntil < 0) {
                return;
            }
            paused = false;
        }
        tell(new Loadable());
    }

    /** Hears which promotion is the newest: if it is another than before, what failed may succeed. */
    synchronized void promoted(long number) {
        if (number != promoted) {
            promoted = number;
            stale = true;
            forgetFailures();
        }
    }

    /** Whether it is loaded, and was promoted since it was looked at last. */
    synchronized boolean isStale() {
        return stale && watch.isPresent();
    }

    private synchronized void forgetFailures() {
        failures = 0;
        pausedUntil = parts.now();
    }

    /** What failed is tried at once: if it is loaded at the next look, else now, though no call waits for it. */
    @Override
    public void retry() {
        forgetFailures();
        Optional<ModelWatch> current = currentWatch();
        current.ifPresent(ModelWatch::retryRefused);
        if (current.isEmpty()) {
            load().thenAccept(Lease::close);
        }
    }

    /** Whether it leaves memory once the calls to it have ended. */
    synchronized boolean mayLeave() {
        return !busy && watch.isPresent();
    }

    private synchronized Optional<ModelWatch> currentWatch() {
        return watch;
    }

    /** Looks for what is new of it, if it is loaded; tells whether it is. */
    boolean lookAgain() {
        ModelWatch current;
        synchronized (this) {
            if (busy || watch.isEmpty()) {
                return false;
            }
            busy = true;
            stale = false;
            current = watch.get();
        }
        try {
            current.look();
        } finally {
            synchronized (this) {
                busy = false;
            }
        }
        return true;
    }

    /** Leaves memory if no call computes with it, and nothing is being loaded of it; tells whether it did. */
    synchronized boolean leave() {
        String version = slot.live().map(live -> live.version()).orElse("");
        if (busy || watch.isEmpty() || !slot.emptyIfIdle()) {
            return false;
        }
        watch = Optional.empty();
        tell(new Evicted(version, Duration.ofNanos(parts.now() - lastUsed))); // before anything is loaded of it again
        return true;
    }

    private void tell(ReloadEvent event) {
        parts.listener().on(name, event);
    }
}
