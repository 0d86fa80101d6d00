package io.resforge.inference.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.resforge.inference.models.ReloadEvent;
import io.resforge.inference.models.ReloadEvent.RejectedVersion.RefusalReason;
import io.resforge.inference.models.ReloadEvent.ReloadListener;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** Counts and times reloads, by model. Reasons are few and fixed; the text is in the log. */
final class ReloadMetrics implements ReloadListener {

    /** In the place of a model's name, as no model is called. */
    private static final String ON_DEMAND = "*";

    private final MeterRegistry registry;
    private final ServingMetrics serving;
    private final Predicate<String> onDemand;
    private final Map<String, ReloadMeters> byModel = new ConcurrentHashMap<>();

    /**
     * @param models those that are served: each has its meters from the beginning
     * @param onDemand which models are served on demand: there may be a thousand, so that all of them have one meter
     */
    ReloadMetrics(
            MeterRegistry registry, ServingMetrics serving, Collection<String> models, Predicate<String> onDemand) {
        this.registry = registry;
        this.serving = serving;
        this.onDemand = onDemand;
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
            case ReloadEvent.Evicted _ -> serving.versions().unloaded(model);
            case ReloadEvent.Loadable _,
                    ReloadEvent.NotLoadable _,
                    ReloadEvent.NotTried _,
                    ReloadEvent.FirstLookEnded _,
                    ReloadEvent.NothingPromoted _,
                    ReloadEvent.NothingPublished _,
                    ReloadEvent.StoreBack _ -> {}
        }
    }

    private ReloadMeters of(String model) {
        return byModel.computeIfAbsent(
                onDemand.test(model) ? ON_DEMAND : model, name -> new ReloadMeters(registry, name));
    }

    /** What came of the versions of one model. */
    static final class ReloadMeters {

        private final MeterRegistry registry;
        private final String model;
        private final Timer loads;
        private final AtomicLong promotion = new AtomicLong();

        ReloadMeters(MeterRegistry registry, String model) {
            this.registry = registry;
            this.model = model;
            this.loads = Timer.builder(MeterNames.LOAD)
                    .description("Time from seeing a version to its being live, or loaded beside the live one")
                    .tag("model", model)
                    .register(registry);
            if (!model.equals(ON_DEMAND)) {
                Gauge.builder(MeterNames.PROMOTION, promotion, AtomicLong::get)
                        .description("Number of the promotion that is live, from 1; 0 before the first")
                        .tag("model", model)
                        .register(registry);
            }
            beginAtZero();
        }

        /** A counter that is first seen at 1 has not risen: no alert would fire at the first refusal. */
        private void beginAtZero() {
            counter("live", "promotion");
            counter("live", "cache");
            counter("loaded", "routing");
            counter("withdrawn", "canary");
            for (RefusalReason reason : RefusalReason.values()) {
                counter("refused", text(reason));
                counter("refused", "cached_" + text(reason));
            }
            for (String reason : List.of("promotion", "store", "cache", "withdrawal", "unforeseen")) {
                counter("failed", reason);
            }
        }

        void live(long number, Duration took, boolean fromCache) {
            count("live", fromCache ? "cache" : "promotion");
            loads.record(took);
            promotion.set(number);
        }

        void loaded(Duration took) {
            count("loaded", "routing");
            loads.record(took);
        }

        void refused(RefusalReason reason, boolean cached) {
            count("refused", (cached ? "cached_" : "") + text(reason));
        }

        void count(String result, String reason) {
            counter(result, reason).increment();
        }

        private Counter counter(String result, String reason) {
            return Counter.builder(MeterNames.RELOADS)
                    .description("What came of versions, by result and reason")
                    .tags("model", model, "result", result, "reason", reason)
                    .register(registry);
        }

        private static String text(RefusalReason reason) {
            return reason.name().toLowerCase(Locale.ROOT);
        }
    }
}
