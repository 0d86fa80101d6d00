package io.resforge.inference.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.resforge.inference.models.LiveModel;
import io.resforge.inference.telemetry.ServingObserver.CanaryOutcome;
import io.resforge.inference.telemetry.ServingObserver.PredictionEvent;
import io.resforge.inference.telemetry.VersionMeterRegistry.VersionId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Counts and times what happens to images, by version. */
final class ServingMetrics implements ServingObserver {

    private final MeterRegistry registry;
    private final Map<String, Counter> rejected = new ConcurrentHashMap<>();
    private final VersionMeterRegistry versions;
    private final Trials trials;

    ServingMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.versions = new VersionMeterRegistry(registry);
        this.trials = new Trials(registry);
    }

    /** Which versions have meters. */
    VersionMeterRegistry versions() {
        return versions;
    }

    @Override
    public void decoded(LiveModel model, long nanos) {
        of(model).ifPresent(meters -> meters.decoded(nanos));
    }

    @Override
    public void waited(LiveModel model, long nanos) {
        of(model).ifPresent(meters -> meters.waited(nanos));
    }

    @Override
    public void computed(LiveModel model, int images, long nanos) {
        of(model).ifPresent(meters -> meters.computed(images, nanos));
    }

    @Override
    public void encoded(LiveModel model, long nanos) {
        of(model).ifPresent(meters -> meters.encoded(nanos));
    }

    @Override
    public void predicted(PredictionEvent prediction) {
        of(prediction.model()).ifPresent(meters -> meters.predicted(prediction));
    }

    @Override
    public void shadowed(LiveModel shadow, boolean agrees, long nanos) {
        trials.of(VersionId.of(shadow)).shadowed(agrees, nanos);
    }

    @Override
    public void shadowFailed(LiveModel shadow, int images) {
        trials.of(VersionId.of(shadow)).shadowFailed(images);
    }

    @Override
    public void canaryCall(LiveModel canary, CanaryOutcome outcome, long nanos) {
        trials.of(VersionId.of(canary)).canaryCall(outcome, nanos);
    }

    @Override
    public void fedBack(String model, String version, boolean correct) {
        trials.of(new VersionId(model, version)).fedBack(correct);
    }

    @Override
    public void rejected(String reason) {
        rejections(reason).increment();
    }

    /** What rejections of this reason are counted by. */
    Counter rejections(String reason) {
        return rejected.computeIfAbsent(reason, this::counter);
    }

    private Optional<VersionMeters> of(LiveModel model) {
        return versions.of(model);
    }

    private Counter counter(String reason) {
        return Counter.builder(MeterNames.REJECTED)
                .description("Calls without an answer, by reason")
                .tag("reason", reason)
                .register(registry);
    }
}
