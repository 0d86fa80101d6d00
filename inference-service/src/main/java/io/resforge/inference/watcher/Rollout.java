package io.resforge.inference.watcher;

import io.resforge.inference.loader.CheckpointFiles;
import io.resforge.inference.loader.Loader;
import io.resforge.inference.loader.PreparedModel;
import io.resforge.inference.loader.VersionCheckFailed;
import io.resforge.inference.model.LiveModel;
import io.resforge.inference.policy.VersionCandidate;
import io.resforge.inference.slot.ModelSlot;
import io.resforge.inference.watcher.ReloadEvent.VersionLoaded;
import io.resforge.inference.watcher.ReloadEvent.VersionRefused;
import io.resforge.registry.store.StoreFailure;
import java.time.Duration;
import java.util.Optional;

/** Brings versions into the slot, each checked on its way. */
final class Rollout {

    private final String model;
    private final CheckpointFiles files;
    private final Loader loader;
    private final ModelSlot slot;
    private final RejectedVersions refusals;
    private final ReloadListener listener;

    Rollout(
            String model,
            CheckpointFiles files,
            Loader loader,
            ModelSlot slot,
            RejectedVersions refusals,
            ReloadListener listener) {
        this.model = model;
        this.files = files;
        this.loader = loader;
        this.slot = slot;
        this.refusals = refusals;
        this.listener = listener;
    }

    /**
     * Has a version loaded, unless it is already, or fails a check now or did so before.
     *
     * @param doubtful whether one that is loaded is to be compared with the store
     * @return whether it is loaded
     * @throws StoreFailure if the store cannot be reached
     */
    boolean bring(VersionCandidate candidate, boolean doubtful) {
        if (isLoaded(candidate, doubtful)) {
            return true;
        }
        if (refusals.contains(candidate)) {
            return false;
        }
        long begin = System.nanoTime();
        try {
            PreparedModel ready = loader.load(model, candidate.version(), candidate.promotion());
            slot.add(ready.model(), ready.engine());
            listener.on(model, new VersionLoaded(ready.model(), Duration.ofNanos(System.nanoTime() - begin)));
            return true;
        } catch (VersionCheckFailed e) {
            refusals.add(candidate, e.reason());
            listener.on(
                    model,
                    new VersionRefused(new RejectedVersion(
                            candidate.version(), candidate.promotion(), e.reason(), e.getMessage())));
            return false;
        }
    }

    private boolean isLoaded(VersionCandidate candidate, boolean doubtful) {
        Optional<LiveModel> loaded = slot.loaded(candidate.version());
        if (loaded.isEmpty()) {
            return false;
        }
        boolean promotedAgain = candidate.promotion() > 0
                && candidate.promotion() != loaded.get().promotion();
        if ((doubtful || promotedAgain) && files.isReplaced(loaded.get().manifest())) {
            return false;
        }
        if (promotedAgain) {
            slot.renumber(loaded.get().promotedAs(candidate.promotion()));
        }
        return true;
    }
}
