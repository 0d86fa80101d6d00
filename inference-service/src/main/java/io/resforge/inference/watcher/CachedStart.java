package io.resforge.inference.watcher;

import io.resforge.inference.loader.DiskCache;
import io.resforge.inference.loader.LastGood;
import io.resforge.inference.loader.Loader;
import io.resforge.inference.loader.PreparedModel;
import io.resforge.inference.loader.VersionCheckFailed;
import io.resforge.inference.model.LiveModel;
import io.resforge.inference.slot.ModelSlot;
import io.resforge.inference.slot.Routing;
import io.resforge.inference.watcher.ReloadEvent.CacheFailed;
import io.resforge.inference.watcher.ReloadEvent.CachedVersionRefused;
import io.resforge.inference.watcher.ReloadEvent.WentLive;
import io.resforge.registry.checkpoint.InvalidCheckpoint;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.store.StoreFailure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Remembers on disk what was live, and starts with it while the store is gone. */
public final class CachedStart {

    private final String model;
    private final Loader loader;
    private final DiskCache cache;
    private final ModelSlot slot;
    private final ReloadListener listener;
    private Optional<Remembered> remembered = Optional.empty();

    /** What the disk cache was told last. */
    private record Remembered(LiveModel live, Set<String> loaded) {}

    public CachedStart(String model, Loader loader, DiskCache cache, ModelSlot slot, ReloadListener listener) {
        this.model = model;
        this.loader = loader;
        this.cache = cache;
        this.slot = slot;
        this.listener = listener;
    }

    /**
     * Makes the last version that was live, and is whole in the disk cache, the live one.
     *
     * @return whether it is of no use to try that again: false where what was lacking may be there later
     */
    boolean bring() {
        boolean decided = true;
        for (LastGood good : lastGood()) {
            long begin = System.nanoTime();
            try {
                PreparedModel ready = loader.loadCached(model, good);
                slot.add(ready.model(), ready.engine());
                slot.route(Routing.only(good.version()));
                Duration took = Duration.ofNanos(System.nanoTime() - begin);
                listener.on(model, new WentLive(ready.model(), took, true));
                return true;
            } catch (VersionCheckFailed e) {
                RejectedVersion refusal =
                        new RejectedVersion(good.version(), good.promotion(), e.reason(), e.getMessage());
                listener.on(model, new CachedVersionRefused(refusal));
                decided &= !e.reason().mayPass();
            }
        }
        return decided;
    }

    /** Remembers what is live now, and keeps the files of the other versions that are loaded; nothing is done where it knows that. */
    void remember(LiveModel live, Set<String> loaded) {
        Optional<Remembered> now = Optional.of(new Remembered(live, Set.copyOf(loaded)));
        if (now.equals(remembered)) {
            return;
        }
        try {
            cache.remember(model, live.version(), live.promotion(), loaded);
            remembered = now;
        } catch (StoreFailure | InvalidCheckpoint e) {
            listener.on(model, new CacheFailed(e.getMessage()));
        }
    }

    private List<LastGood> lastGood() {
        try {
            return cache.lastGood(model);
        } catch (StoreFailure | DamagedObject e) {
            listener.on(model, new CacheFailed(e.getMessage()));
            return List.of();
        }
    }
}
