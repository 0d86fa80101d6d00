package io.resforge.inference.watcher;

import io.resforge.inference.loader.DiskCache;
import io.resforge.inference.loader.LastGood;
import io.resforge.inference.loader.Loaded;
import io.resforge.inference.loader.Loader;
import io.resforge.inference.loader.Refused;
import io.resforge.inference.slot.ModelSlot;
import io.resforge.inference.watcher.ReloadEvent.CacheFailed;
import io.resforge.inference.watcher.ReloadEvent.CachedVersionRefused;
import io.resforge.inference.watcher.ReloadEvent.VersionRefused;
import io.resforge.inference.watcher.ReloadEvent.WentLive;
import io.resforge.registry.checkpoint.InvalidCheckpoint;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.promotion.Promotion;
import io.resforge.registry.store.StoreFailure;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Brings versions into the slot. A promotion that was refused is remembered and not tried again. */
public final class Rollout {

    private final String model;
    private final Loader loader;
    private final DiskCache cache;
    private final ModelSlot slot;
    private final ReloadListener listener;
    private final Set<Promotion> refused = new HashSet<>();

    public Rollout(String model, Loader loader, DiskCache cache, ModelSlot slot, ReloadListener listener) {
        this.model = model;
        this.loader = loader;
        this.cache = cache;
        this.slot = slot;
        this.listener = listener;
    }

    /**
     * Makes a promoted version the live one, unless it fails a check now or did so before.
     *
     * @return whether it is live
     * @throws StoreFailure if the store cannot be reached
     */
    boolean bring(Promotion promotion) {
        if (refused.contains(promotion)) {
            return false;
        }
        long begin = System.nanoTime();
        try {
            goLive(loader.load(promotion), begin, false);
            remember(promotion);
            return true;
        } catch (Refused e) {
            refused.add(promotion);
            listener.on(new VersionRefused(
                    new Refusal(promotion.version(), promotion.number(), e.reason(), e.getMessage())));
            return false;
        }
    }

    /** Makes the last version that was live, and is whole in the disk cache, the live one. */
    void bringCached() {
        for (LastGood good : lastGood()) {
            long begin = System.nanoTime();
            try {
                goLive(loader.loadCached(model, good), begin, true);
                return;
            } catch (Refused e) {
                listener.on(new CachedVersionRefused(
                        new Refusal(good.version(), good.promotion(), e.reason(), e.getMessage())));
            }
        }
    }

    private void goLive(Loaded loaded, long begin, boolean fromCache) {
        slot.fill(loaded.model(), loaded.engine());
        listener.on(new WentLive(loaded.model(), Duration.ofNanos(System.nanoTime() - begin), fromCache));
    }

    private List<LastGood> lastGood() {
        try {
            return cache.lastGood(model);
        } catch (StoreFailure | DamagedObject e) {
            listener.on(new CacheFailed(e.getMessage()));
            return List.of();
        }
    }

    private void remember(Promotion promotion) {
        try {
            cache.remember(model, promotion.version(), promotion.number());
        } catch (StoreFailure | InvalidCheckpoint e) {
            listener.on(new CacheFailed(e.getMessage()));
        }
    }
}
