package io.resforge.inference.watcher;

import io.resforge.inference.canary.CanaryWatch;
import io.resforge.inference.canary.CanaryWatch.Verdict;
import io.resforge.inference.policy.CanaryPolicy;
import io.resforge.inference.policy.ModelPolicy;
import io.resforge.inference.policy.Plan;
import io.resforge.inference.policy.Planner;
import io.resforge.inference.slot.ModelSlot;
import io.resforge.inference.watcher.ReloadEvent.FirstLookEnded;
import io.resforge.inference.watcher.ReloadEvent.StoreBack;
import io.resforge.inference.watcher.ReloadEvent.StoreLost;
import io.resforge.inference.watcher.ReloadEvent.WatchFailed;
import io.resforge.registry.store.StoreFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Looks at the store again and again, keeps the slot as the policy says, and tells when to look next. Of several promotions since the
 * last look only the newest is loaded. It tells of an outage of the store once when it begins and once when it ends, and survives
 * whatever goes wrong. One thread at a time may look.
 */
public final class Watcher {

    /** Between two tries of versions that were refused, as far as they are asked for: each reads whole files. */
    private static final Duration LEAST_BETWEEN_RETRIES = Duration.ofSeconds(5);

    private final ModelPolicy policy;
    private final Planner planner;
    private final StoreWatch store;
    private final Deployment deployment;
    private final RejectedVersions refusals;
    private final CachedStart cache;
    private final WithdrawnVersions withdrawn;
    private final CanaryWatch canary;
    private final ModelSlot slot;
    private final Pace pace;
    private final ReloadListener listener;
    private final AtomicBoolean retry = new AtomicBoolean();
    private Instant retriedAt = Instant.EPOCH;
    private Optional<Plan> realised = Optional.empty();
    private OptionalLong lostAt = OptionalLong.empty();
    private boolean triedCache;
    private boolean looked;
    private int failures;
    private String toldFailure = "";

    /** What a watcher works with besides the policy, as {@link Watching} makes it. */
    record Tools(
            StoreWatch store,
            Deployment deployment,
            RejectedVersions refusals,
            CachedStart cache,
            WithdrawnVersions withdrawn) {}

    /** When a watcher looks. */
    record Pace(PollSchedule schedule, Clock clock) {}

    Watcher(ModelPolicy policy, Tools tools, CanaryWatch canary, ModelSlot slot, Pace pace, ReloadListener listener) {
        this.policy = policy;
        this.planner = new Planner(policy);
        this.store = tools.store();
        this.deployment = tools.deployment();
        this.refusals = tools.refusals();
        this.cache = tools.cache();
        this.withdrawn = tools.withdrawn();
        this.canary = canary;
        this.slot = slot;
        this.pace = pace;
        this.listener = listener;
    }

    /** Has versions that were refused tried again at the next look that is long enough after the last try; any thread may ask. */
    public void retryRefused() {
        retry.set(true);
    }

    /** Whether a version is live. */
    boolean hasLive() {
        return slot.live().isPresent();
    }

    /**
     * Looks once.
     *
     * @return time until the next look
     */
    public Duration look() {
        try {
            follow();
            if (slot.live().isEmpty() && !triedCache) {
                triedCache = cache.bring();
            }
        } catch (Throwable e) { // an Error, too, must not end the watch
            unforeseen(e);
        }
        if (!looked) {
            looked = true;
            listener.on(policy.model(), new FirstLookEnded());
        }
        return pace.schedule().next(failures);
    }

    private void follow() {
        // Before the store is asked: a bad canary goes out also while the store is slow or gone.
        canary.verdict().ifPresent(this::takeOut);
        try {
            store.look();
            if (withdrawn.record()) {
                store.look();
            }
            realise();
            foundStore();
            failures = 0;
            toldFailure = "";
        } catch (StoreFailure e) {
            lostStore(e);
        }
    }

    private void takeOut(Verdict verdict) {
        withdrawn.add(verdict, store.promotion());
        deployment.dropCanary();
        compare();
    }

    private void realise() {
        Plan plan = planner.plan(store.view(), pace.clock().instant(), withdrawn::isPending);
        boolean changed = realised.isEmpty() || !realised.get().equals(plan);
        boolean again = retries();
        boolean passes = refusals.forgetChanged(plan.candidates());
        if (changed || again || passes || store.isDoubtful()) {
            realised = Optional.empty(); // if the store goes away on the way, the next look goes on
            deployment.realise(plan, store);
            compare();
            realised = Optional.of(plan);
            if (!plan.live().isEmpty()) { // else nothing was compared: a store that was begun anew may still be empty
                store.trust();
            }
        }
    }

    private boolean retries() {
        Instant now = pace.clock().instant();
        // Also where the clock was set back.
        boolean soon = Duration.between(retriedAt, now).abs().compareTo(LEAST_BETWEEN_RETRIES) < 0;
        if (soon || !retry.getAndSet(false)) {
            return false;
        }
        retriedAt = now;
        return refusals.forgetAll();
    }

    private void compare() {
        slot.routing()
                .ifPresent(routing -> canary.follow(routing, policy.canary().map(CanaryPolicy::margins)));
    }

    private void foundStore() {
        if (lostAt.isPresent()) {
            listener.on(policy.model(), new StoreBack(Duration.ofNanos(System.nanoTime() - lostAt.getAsLong())));
            lostAt = OptionalLong.empty();
        }
    }

    private void lostStore(StoreFailure e) {
        failures++;
        if (lostAt.isEmpty()) {
            lostAt = OptionalLong.of(System.nanoTime());
            listener.on(policy.model(), new StoreLost(e.getMessage()));
        }
    }

    private void unforeseen(Throwable e) {
        failures++;
        if (!e.toString().equals(toldFailure)) {
            toldFailure = e.toString();
            listener.on(policy.model(), new WatchFailed(e));
        }
    }
}
