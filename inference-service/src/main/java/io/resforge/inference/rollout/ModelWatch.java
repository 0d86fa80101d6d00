package io.resforge.inference.rollout;

import io.resforge.inference.models.ModelSlot;
import io.resforge.inference.models.ReloadEvent;
import io.resforge.inference.models.ReloadEvent.FirstLookEnded;
import io.resforge.inference.models.ReloadEvent.ReloadListener;
import io.resforge.inference.models.ReloadEvent.StoreBack;
import io.resforge.inference.models.ReloadEvent.StoreLost;
import io.resforge.inference.models.ReloadEvent.WatchFailed;
import io.resforge.inference.rollout.CanaryWatch.Verdict;
import io.resforge.inference.rollout.Planner.Plan;
import io.resforge.registry.promotion.Withdrawals;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.support.IdlePriority;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Looks at the store again and again, on a background thread: what it says becomes a plan, which the {@link
 * ModelReconciler} applies. Of several promotions since the last look only the newest is loaded. It tells of an outage
 * of the store when it begins and when it ends, and survives every failure.
 */
public final class ModelWatch {

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    /** Between two looks that are asked for. */
    private static final Duration LEAST_BETWEEN = Duration.ofSeconds(1);

    /** Between two tries of versions that were refused, as far as they are asked for: each reads whole files. */
    private static final Duration LEAST_BETWEEN_RETRIES = Duration.ofSeconds(5);

    private final String model;
    private final Planner planner;
    private final StoreWatch store;
    private final RejectedVersions rejected;
    private final WithdrawnVersions withdrawn;
    private final ModelReconciler reconciler;
    private final Loader loader;
    private final ModelSlot slot;
    private final CanaryWatch canary;
    private final PollSchedule schedule;
    private final Clock clock;
    private final ReloadListener listener;
    private final ScheduledThreadPoolExecutor thread;

    private final AtomicBoolean asked = new AtomicBoolean();
    private final AtomicBoolean retry = new AtomicBoolean();
    private volatile boolean started;
    private volatile long notBefore = System.nanoTime();
    private Instant retriedAt = Instant.EPOCH;
    private Optional<Plan> applied = Optional.empty();
    private OptionalLong lostAt = OptionalLong.empty();
    private boolean triedCache;
    private boolean looked;
    private int failures;
    private String toldFailure = "";

    /** @param slot is written by this watch alone */
    public ModelWatch(
            ModelPolicy policy,
            ModelSlot slot,
            CanaryWatch canary,
            ObjectStore store,
            Loader loader,
            PollSchedule schedule,
            Clock clock,
            ReloadListener listener) {
        this.model = policy.model();
        this.planner = new Planner(policy);
        this.store = new StoreWatch(policy, store, loader, clock, listener);
        this.rejected = new RejectedVersions(model, loader, clock);
        this.withdrawn = new WithdrawnVersions(model, new Withdrawals(store, clock, loader.seal()), listener);
        this.reconciler = new ModelReconciler(policy, this.store, rejected, loader, slot, canary, listener);
        this.loader = loader;
        this.slot = slot;
        this.canary = canary;
        this.schedule = schedule;
        this.clock = clock;
        this.listener = listener;
        this.thread = new ScheduledThreadPoolExecutor(
                1,
                Thread.ofPlatform().name("resforge-watcher-" + model).daemon().factory());
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Begins to watch. */
    public void start() {
        started = true;
        thread.execute(() -> {
            startEngines();
            lookAndAgain();
        });
    }

    /**
     * Looks as soon as no other look is under way. However often it is called, one look is pending, and there is at
     * most one a second. Before the start it does nothing.
     */
    public void lookNow() {
        if (started && !asked.getAndSet(true)) {
            schedule(this::lookAsAsked, Math.max(0, notBefore - System.nanoTime()));
        }
    }

    /**
     * As {@link #lookNow}, and tries refused versions again at the next look that is long enough after the last try.
     */
    public void retryRefused() {
        retry.set(true);
        lookNow();
    }

    /** Begins no further look. */
    public void stop() {
        thread.shutdown();
    }

    /** Waits for the look that is under way after {@link #stop}, and interrupts it after that time. */
    public void awaitEnd(Duration atMost) throws InterruptedException {
        if (!thread.awaitTermination(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
            thread.shutdownNow();
        }
    }

    /** The engine loads while there may be no model yet, so that the first goes live sooner. */
    private void startEngines() {
        try {
            loader.start();
        } catch (Throwable e) {
            tell(new WatchFailed(e));
        }
    }

    private void lookAndAgain() {
        Duration next = AFTER_FAILURE;
        try {
            next = look();
            if (slot.live().isPresent()) {
                IdlePriority.enter(); // the first version is waited for, later ones are not to be noticed
            }
        } catch (Throwable e) { // a look survives all but what a listener throws
            tell(new WatchFailed(e));
        } finally {
            schedule(this::lookAndAgain, next.toNanos());
        }
    }

    private void lookAsAsked() {
        notBefore = System.nanoTime() + LEAST_BETWEEN.toNanos();
        asked.set(false); // what is promoted from now on needs another look
        look();
    }

    private void schedule(Runnable look, long nanos) {
        try {
            thread.schedule(look, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // The server goes down: there is nothing to look for.
        }
    }

    /** Looks once, for one thread at a time; returns the time until the next look. */
    public Duration look() {
        try {
            follow();
            if (slot.live().isEmpty() && !triedCache) {
                triedCache = reconciler.startFromCache();
            }
        } catch (Throwable e) { // an Error, too, must not end the watch
            unforeseen(e);
        }
        if (!looked) {
            looked = true;
            tell(new FirstLookEnded());
        }
        return schedule.next(failures);
    }

    private void follow() {
        // Before the store is asked: a bad canary goes out also while the store is slow or gone.
        canary.verdict().ifPresent(this::takeOut);
        try {
            store.look();
            if (withdrawn.record()) {
                store.look();
            }
            reconcile();
            foundStore();
            failures = 0;
            toldFailure = "";
        } catch (StoreFailure e) {
            lostStore(e);
        }
    }

    private void takeOut(Verdict verdict) {
        withdrawn.add(verdict, store.promotion());
        reconciler.dropCanary();
    }

    private void reconcile() {
        Plan plan = planner.plan(store.view(), clock.instant(), withdrawn::isPending);
        boolean changed = applied.filter(plan::equals).isEmpty();
        boolean again = retries();
        boolean passes = rejected.forgetChanged(plan.candidates());
        if (changed || again || passes || store.isDoubtful()) {
            applied = Optional.empty(); // if the store goes away on the way, the next look goes on
            reconciler.apply(plan);
            applied = Optional.of(plan);
            if (!plan.live().isEmpty()) { // else nothing was compared: a store that was begun anew may still be empty
                store.trust();
            }
        }
    }

    private boolean retries() {
        Instant now = clock.instant();
        // Also where the clock was set back.
        boolean soon = Duration.between(retriedAt, now).abs().compareTo(LEAST_BETWEEN_RETRIES) < 0;
        if (soon || !retry.getAndSet(false)) {
            return false;
        }
        retriedAt = now;
        return rejected.forgetAll();
    }

    private void foundStore() {
        if (lostAt.isPresent()) {
            tell(new StoreBack(Duration.ofNanos(System.nanoTime() - lostAt.getAsLong())));
            lostAt = OptionalLong.empty();
        }
    }

    private void lostStore(StoreFailure e) {
        failures++;
        if (lostAt.isEmpty()) {
            lostAt = OptionalLong.of(System.nanoTime());
            tell(new StoreLost(e.getMessage()));
        }
    }

    private void unforeseen(Throwable e) {
        failures++;
        if (!e.toString().equals(toldFailure)) {
            toldFailure = e.toString();
            tell(new WatchFailed(e));
        }
    }

    private void tell(ReloadEvent event) {
        listener.on(model, event);
    }
}
