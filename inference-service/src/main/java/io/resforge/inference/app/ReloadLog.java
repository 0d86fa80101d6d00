package io.resforge.inference.app;

import io.resforge.inference.model.LiveModel;
import io.resforge.inference.slot.ModelSlot;
import io.resforge.inference.watcher.Refusal;
import io.resforge.inference.watcher.ReloadEvent;
import io.resforge.inference.watcher.ReloadListener;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Locale;

/** Tells of reloads, one line each. */
final class ReloadLog implements ReloadListener {

    private static final System.Logger LOG = System.getLogger("resforge");

    private final String model;
    private final String store;
    private final ModelSlot slot;

    ReloadLog(String model, String store, ModelSlot slot) {
        this.model = model;
        this.store = store;
        this.slot = slot;
    }

    @Override
    public void on(ReloadEvent event) {
        switch (event) {
            case ReloadEvent.WentLive e -> LOG.log(Level.INFO, live(e.model(), e.took(), e.fromCache()));
            case ReloadEvent.VersionRefused(Refusal r) ->
                LOG.log(
                        Level.ERROR,
                        "refused " + model + " version " + r.version() + " (promotion " + r.promotion() + ", "
                                + r.reason().name().toLowerCase(Locale.ROOT) + "): " + r.message() + "; "
                                + consequence());
            case ReloadEvent.CachedVersionRefused(Refusal r) ->
                LOG.log(Level.ERROR, "refused the cached " + model + " version " + r.version() + ": " + r.message());
            case ReloadEvent.PromotionDamaged(String problem) -> LOG.log(Level.ERROR, problem + "; " + consequence());
            case ReloadEvent.CacheFailed(String problem) ->
                LOG.log(
                        Level.WARNING,
                        "the disk cache is of no use: " + problem + "; it takes the store to start again");
            case ReloadEvent.NothingPromoted e ->
                LOG.log(
                        Level.INFO,
                        "no version of " + model + " is promoted in the store at " + store + "; " + consequence());
            case ReloadEvent.StoreLost(String problem) ->
                LOG.log(Level.WARNING, problem + "; " + consequence());
            case ReloadEvent.StoreBack(Duration outage) ->
                LOG.log(Level.INFO, "the store can be reached again, after " + seconds(outage));
            case ReloadEvent.WatchFailed(Throwable failure) ->
                LOG.log(Level.ERROR, "watching the store failed; it goes on", failure);
        }
    }

    private String consequence() {
        return slot.live()
                .map(live -> "version " + live.version() + " keeps serving")
                .orElse("waiting for a model to serve");
    }

    private static String live(LiveModel model, Duration took, boolean fromCache) {
        return String.format(
                Locale.ROOT,
                "live: %s version %s (%s, held-out accuracy %.2f%%, promotion %d, sha256 %.12s), loaded in %s%s",
                model.name(),
                model.version(),
                model.manifest().architecture(),
                100 * model.manifest().heldOutAccuracy(),
                model.promotion(),
                model.sha256(),
                seconds(took),
                fromCache ? " from the disk cache" : "");
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.2f s", duration.toNanos() / 1e9);
    }
}
