package io.resforge.inference.app;

import io.resforge.inference.models.LiveModel;
import io.resforge.inference.models.ReloadEvent;
import io.resforge.inference.models.ReloadEvent.RejectedVersion;
import io.resforge.inference.models.ReloadEvent.ReloadListener;
import io.resforge.inference.models.Routing;
import io.resforge.inference.models.Routing.TrafficShare;
import io.resforge.inference.models.ServedModels;
import io.resforge.inference.telemetry.StartClock;
import io.resforge.inference.telemetry.StartClock.StartPhase;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells of reloads, one line each. */
record ReloadLog(ServedModels models, String store) implements ReloadListener {

    private static final System.Logger LOG = System.getLogger("resforge");

    @Override
    public void on(String model, ReloadEvent event) {
        switch (event) {
            case ReloadEvent.WentLive e -> LOG.log(Level.INFO, live(e.model(), e.took(), e.fromCache()));
            case ReloadEvent.Rerouted(Routing routing) -> routing(model, routing);
            case ReloadEvent.VersionRefused(RejectedVersion r) -> LOG.log(Level.ERROR, refused(model, r));
            case ReloadEvent.NotTried(String version, String reason) ->
                LOG.log(Level.WARNING, model + " version " + version + " is not tried as a canary: " + reason);
            case ReloadEvent.CanaryWithdrawn(String version, String reason) ->
                LOG.log(Level.ERROR, "took out the canary, " + model + " version " + version + ": " + reason);
            case ReloadEvent.WithdrawalNotRecorded(String version, String problem) ->
                LOG.log(
                        Level.ERROR,
                        "could not record that " + model + " version " + version + " was taken out: " + problem
                                + "; it is out all the same");
            case ReloadEvent.CachedVersionRefused(RejectedVersion r) ->
                LOG.log(Level.ERROR, "refused the cached " + model + " version " + r.version() + ": " + r.message());
            case ReloadEvent.PromotionDamaged(String problem) ->
                LOG.log(Level.ERROR, problem + "; " + consequence(model));
            case ReloadEvent.CacheFailed(String problem) ->
                LOG.log(
                        Level.WARNING,
                        "the disk cache is of no use: " + problem + "; it takes the store to start again");
            case ReloadEvent.NothingPromoted _ -> LOG.log(Level.INFO, nothing(model, "promoted"));
            case ReloadEvent.NothingPublished _ -> LOG.log(Level.INFO, nothing(model, "published"));
            case ReloadEvent.StoreLost(String problem) -> LOG.log(Level.WARNING, problem + "; " + consequence(model));
            case ReloadEvent.StoreBack(Duration outage) ->
                LOG.log(Level.INFO, "the store can be reached again, after " + seconds(outage));
            case ReloadEvent.WatchFailed(Throwable failure) ->
                LOG.log(Level.ERROR, "watching " + model + " failed; it goes on", failure);
            case ReloadEvent.Evicted(String version, Duration unused) ->
                LOG.log(
                        Level.INFO,
                        model + " version " + version + " left memory for others, not used for " + seconds(unused));
            case ReloadEvent.VersionLoaded _,
                    ReloadEvent.FirstLookEnded _,
                    ReloadEvent.Loadable _,
                    ReloadEvent.NotLoadable _ -> {}
        }
    }

    private String nothing(String model, String missing) {
        return "no version of " + model + " is " + missing + " in the store at " + store + "; " + consequence(model);
    }

    private String refused(String model, RejectedVersion refusal) {
        String promotion = refusal.promotion() == 0 ? "" : "promotion " + refusal.promotion() + ", ";
        return "refused " + model + " version " + refusal.version() + " (" + promotion
                + refusal.reason().name().toLowerCase(Locale.ROOT) + "): " + refusal.message() + "; "
                + consequence(model);
    }

    /** Where there is more to tell than that one version answers all. */
    private static void routing(String model, Routing routing) {
        String parts = Stream.of(
                        routing.canary().map(it -> "canary: version " + share(it)),
                        routing.shadow().map(it -> "shadow: version " + share(it)),
                        labels(routing),
                        beside(routing))
                .flatMap(part -> part.stream())
                .collect(Collectors.joining("; "));
        if (!parts.isEmpty()) {
            LOG.log(Level.INFO, model + ": live: version " + routing.live() + "; " + parts);
        }
    }

    private static Optional<String> labels(Routing routing) {
        return routing.labels().isEmpty()
                ? Optional.empty()
                : Optional.of("labels: " + new TreeMap<>(routing.labels()));
    }

    private static Optional<String> beside(Routing routing) {
        return routing.beside().isEmpty()
                ? Optional.empty()
                : Optional.of("loaded too: " + String.join(", ", routing.beside()));
    }

    private static String share(TrafficShare share) {
        return String.format(Locale.ROOT, "%s with %.1f%% of the calls", share.version(), 100 * share.share());
    }

    private String consequence(String model) {
        return models.model(model)
                .slot()
                .live()
                .map(live -> "version " + live.version() + " keeps serving")
                .orElse("waiting for a model to serve");
    }

    private static String live(LiveModel model, Duration took, boolean fromCache) {
        String promotion = model.promotion() == 0 ? "" : "promotion " + model.promotion() + ", ";
        return String.format(
                Locale.ROOT,
                "live: %s version %s (%s, held-out accuracy %.2f%%, %ssha256 %.12s), loaded in %s%s",
                model.name(),
                model.version(),
                model.manifest().architecture(),
                100 * model.manifest().heldOutAccuracy(),
                promotion,
                model.sha256(),
                seconds(took),
                fromCache ? " from the disk cache" : "");
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.2f s", duration.toNanos() / 1e9);
    }

    /** Tells how long the start took, once: when the server is ready, or the first look at every model has ended. */
    static final class StartLog implements ReloadListener {

        private static final System.Logger LOG = System.getLogger("resforge");

        private final StartClock clock;
        private final ServedModels models;
        private final AtomicBoolean told = new AtomicBoolean();

        StartLog(StartClock clock, ServedModels models) {
            this.clock = clock;
            this.models = models;
        }

        @Override
        public void on(String model, ReloadEvent event) {
            boolean decides = event instanceof ReloadEvent.WentLive || event instanceof ReloadEvent.FirstLookEnded;
            if (decides && models.areReady()) {
                clock.ended(StartPhase.WARM_UP);
                tell("started in ");
            } else if (decides && models.areSettled()) {
                tell("started without a model in ");
            }
        }

        private void tell(String before) {
            if (told.compareAndSet(false, true)) {
                LOG.log(Level.INFO, before + clock.report());
            }
        }
    }
}
