package io.resforge.inference.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.resforge.inference.model.LiveModel;
import io.resforge.inference.telemetry.ServingObserver;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Counts and times what happens to images, by version. Two versions have meters: the live one and the one before. */
final class ServingMetrics implements ServingObserver {

    private final MeterRegistry registry;
    private final Map<Rejection, Counter> rejected;
    private volatile Map<String, VersionMeters> byVersion = Map.of();
    private volatile String liveVersion = "";
    private volatile long livePromotion;

    ServingMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.rejected = Arrays.stream(Rejection.values()).collect(Collectors.toMap(reason -> reason, this::rejections));
    }

    @Override
    public void decoded(LiveModel model, long nanos) {
        with(model, meters -> meters.decode().record(nanos, TimeUnit.NANOSECONDS));
    }

    @Override
    public void waited(LiveModel model, long nanos) {
        with(model, meters -> meters.queue().record(nanos, TimeUnit.NANOSECONDS));
    }

    @Override
    public void computed(LiveModel model, int images, long nanos) {
        with(model, meters -> {
            meters.infer().record(nanos, TimeUnit.NANOSECONDS);
            meters.batchSize().record(images);
        });
    }

    @Override
    public void predicted(LiveModel model, int classIndex) {
        with(model, meters -> meters.predictions(classIndex).increment());
    }

    @Override
    public void rejected(Rejection reason) {
        rejected.get(reason).increment();
    }

    /** A model went live: it gets meters, and those of all but it and the one before go. */
    synchronized void live(LiveModel model) {
        if (isLive(model)) {
            return;
        }
        Map<String, VersionMeters> kept = new LinkedHashMap<>();
        VersionMeters before = byVersion.get(liveVersion);
        if (before != null) {
            before.retire();
            kept.put(liveVersion, before);
        }
        VersionMeters meters = new VersionMeters(registry, model); // the same ones, if the version has them already
        meters.live(model);
        kept.put(model.version(), meters);
        byVersion.forEach((version, gone) -> {
            if (!kept.containsKey(version)) {
                gone.remove();
            }
        });
        byVersion = Map.copyOf(kept);
        liveVersion = model.version();
        livePromotion = model.promotion();
    }

    private boolean isLive(LiveModel model) {
        return model.promotion() == livePromotion && model.version().equals(liveVersion);
    }

    /** A version without meters has its last calls under way, or its first: those may come before the news that it is live. */
    private void with(LiveModel model, Consumer<VersionMeters> record) {
        if (model.promotion() > livePromotion) {
            live(model);
        }
        VersionMeters meters = byVersion.get(model.version());
        if (meters != null) {
            record.accept(meters);
        }
    }

    private Counter rejections(Rejection reason) {
        return Counter.builder(Names.REJECTED)
                .description("Calls without an answer, by reason")
                .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }
}
