package io.resforge.inference.telemetry;



import io.micrometer.core.instrument.MeterRegistry;
import io.resforge.inference.models.ReloadEvent;
import io.resforge.inference.models.ReloadListener;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts and times reloads, by model. Reasons are few and fixed; the text is in the log. */
final class ReloadMetrics implements ReloadListener {

    private final MeterRegistry registry;
    private final ServingMetrics serving;
    private final Map<String, ReloadMeters> byModel = new ConcurrentHashMap<>();

    /** @param models those that are served: each has its meters from the beginning */
    ReloadMetrics(MeterRegistry registry, ServingMetrics serving, Collection<String> models) {
        this.registry = registry;
        this.serving = serving;
        models.forEach(this::of);
    }

    @Override
    public void on(String model, ReloadEvent event) {
        ReloadMeters meters = of(model);
        switch (event) {
            case ReloadEvent.WentLive e -> {
                meters.live(e.model().promotion(), e.took(), e.fromCache());
                serving.versions().live(e.model());
            }
            case ReloadEvent.VersionLoaded e -> meters.loaded(e.took());
            case ReloadEvent.Rerouted e ->
                serving.versions().served(model, e.routing().versions());
            case ReloadEvent.VersionRefused e -> meters.refused(e.refusal().reason(), false);
            case ReloadEvent.CachedVersionRefused e ->
                meters.refused(e.refusal().reason(), true);
            case ReloadEvent.CanaryWithdrawn _ -> meters.count("withdrawn", "canary");
            case ReloadEvent.WithdrawalNotRecorded _ -> meters.count("failed", "withdrawal");
            case ReloadEvent.PromotionDamaged _ -> meters.count("failed", "promotion");
            case ReloadEvent.StoreLost _ -> meters.count("failed", "store");
            case ReloadEvent.CacheFailed _ -> meters.count("failed", "cache");
            case ReloadEvent.WatchFailed _ -> meters.count("failed", "unforeseen");
            case ReloadEvent.NotTried _ -> {}
            case ReloadEvent.FirstLookEnded _ -> {}
            case ReloadEvent.NothingPromoted _ -> {}
            case ReloadEvent.NothingPublished _ -> {}
            case ReloadEvent.StoreBack _ -> {}
        }
    }

    private ReloadMeters of(String model) {
        return byModel.computeIfAbsent(model, name -> new ReloadMeters(registry, name));
    }
}
