package io.resforge.inference.watcher;

import io.resforge.inference.canary.CanaryWatch;
import io.resforge.inference.loader.CheckpointFiles;
import io.resforge.inference.loader.DiskCache;
import io.resforge.inference.loader.Loader;
import io.resforge.inference.loader.MemoryBudget;
import io.resforge.inference.policy.ModelPolicy;
import io.resforge.inference.slot.ModelSlot;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.promotion.Withdrawals;
import io.resforge.registry.store.ObjectStore;
import java.time.Clock;

/** What the watchers of all models share. */
public record Watching(
        ObjectStore store, CheckpointFiles files, DiskCache cache, Loader loader, MemoryBudget budget, Clock clock) {

    /** A watcher that keeps a slot as a policy says. */
    public Watcher watcher(
            ModelPolicy policy, ModelSlot slot, CanaryWatch canary, PollSchedule schedule, ReloadListener listener) {
        String model = policy.model();
        StoreWatch watch =
                new StoreWatch(policy, new Promotions(store, clock), new Checkpoints(store, clock), listener);
        RejectedVersions refusals = new RejectedVersions(model, files, budget, clock);
        Rollout rollout = new Rollout(model, files, loader, slot, refusals, listener);
        CachedStart start = new CachedStart(model, loader, cache, slot, listener);
        Deployment deployment = new Deployment(policy, slot, rollout, start, listener);
        WithdrawnVersions withdrawn = new WithdrawnVersions(model, new Withdrawals(store, clock), listener);
        return new Watcher(
                policy,
                new Watcher.Tools(watch, deployment, refusals, start, withdrawn),
                canary,
                slot,
                new Watcher.Pace(schedule, clock),
                listener);
    }
}
