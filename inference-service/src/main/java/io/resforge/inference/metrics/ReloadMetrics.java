package io.resforge.inference.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.resforge.inference.loader.RefusalReason;
import io.resforge.inference.watcher.ReloadEvent;
import io.resforge.inference.watcher.ReloadListener;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** Counts and times reloads. Reasons are few and fixed; the text is in the log. */
final class ReloadMetrics implements ReloadListener {

    private final MeterRegistry registry;
    private final ServingMetrics serving;
    private final Timer loads;
    private final AtomicLong promotion = new AtomicLong();

    ReloadMetrics(MeterRegistry registry, ServingMetrics serving) {
        this.registry = registry;
        this.serving = serving;
        this.loads = Timer.builder(Names.LOAD)
                .description("Time from seeing a promotion to its model's being live")
                .register(registry);
        Gauge.builder(Names.PROMOTION, promotion, AtomicLong::get)
                .description("Number of the promotion that is live, from 1; 0 before the first")
                .register(registry);
        beginAtZero();
    }

    /** A counter that is first seen at 1 has not risen, so that nobody would be told of the first refusal. */
    private void beginAtZero() {
        counter("live", "promotion");
        counter("live", "cache");
        for (RefusalReason reason : RefusalReason.values()) {
            counter("refused", reason(reason));
            counter("refused", "cached_" + reason(reason));
        }
        for (String reason : List.of("promotion", "store", "cache", "unforeseen")) {
            counter("failed", reason);
        }
    }

    @Override
    public void on(String model, ReloadEvent event) {
        switch (event) {
            case ReloadEvent.WentLive e -> {
                count("live", e.fromCache() ? "cache" : "promotion");
                loads.record(e.took());
                promotion.set(e.model().promotion());
                serving.versions().live(e.model());
            }
            case ReloadEvent.VersionRefused e ->
                count("refused", reason(e.refusal().reason()));
            case ReloadEvent.CachedVersionRefused e ->
                count("refused", "cached_" + reason(e.refusal().reason()));
            case ReloadEvent.PromotionDamaged e -> count("failed", "promotion");
            case ReloadEvent.StoreLost e -> count("failed", "store");
            case ReloadEvent.CacheFailed e -> count("failed", "cache");
            case ReloadEvent.WatchFailed e -> count("failed", "unforeseen");
            case ReloadEvent.NothingPromoted _ -> {}
            case ReloadEvent.NothingPublished _ -> {}
            case ReloadEvent.VersionLoaded _ -> {}
            case ReloadEvent.Rerouted _ -> {}
            case ReloadEvent.CanaryWithdrawn _ -> {}
            case ReloadEvent.WithdrawalNotRecorded _ -> {}
            case ReloadEvent.StoreBack _ -> {}
        }
    }

    private void count(String result, String reason) {
        counter(result, reason).increment();
    }

    private Counter counter(String result, String reason) {
        return Counter.builder(Names.RELOADS)
                .description("What came of promotions, by result and reason")
                .tags("result", result, "reason", reason)
                .register(registry);
    }

    private static String reason(RefusalReason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }
}
