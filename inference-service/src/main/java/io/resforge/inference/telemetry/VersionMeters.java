package io.resforge.inference.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.resforge.inference.models.LiveModel;
import io.resforge.inference.telemetry.ServingObserver.PredictionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The meters of one version; they go when the version has gone, so that reloads do not pile up series. */
final class VersionMeters {

    private final MeterRegistry registry;
    private final LiveModel model;
    private final List<Meter> all = new ArrayList<>();
    private final Timer decode;
    private final Timer queue;
    private final Timer infer;
    private final Timer encode;
    private final DistributionSummary batchSize;
    private final DistributionSummary confidence;
    private final List<Counter> predictions;
    private final Drift drift;
    private volatile boolean used = true;
    private Gauge info;

    VersionMeters(MeterRegistry registry, LiveModel model) {
        this.registry = registry;
        this.model = model;
        Tags tags = Tags.of("model", model.name(), "version", model.version());
        this.decode = stage(tags, "decode");
        this.queue = stage(tags, "queue");
        this.infer = stage(tags, "infer");
        this.encode = stage(tags, "encode");
        this.batchSize = kept(DistributionSummary.builder(MeterNames.BATCH_SIZE)
                .description("Images computed at once; the sum counts images, the count batches")
                .tags(tags)
                .register(registry));
        this.confidence = kept(DistributionSummary.builder(MeterNames.CONFIDENCE)
                .description("Probability of the class that was found likeliest, from 0 to 1")
                .tags(tags)
                .register(registry));
        this.predictions = model.labels().stream()
                .map(label -> kept(Counter.builder(MeterNames.PREDICTIONS)
                        .description("Images by the class that was found likeliest")
                        .tags(tags.and("class", label))
                        .register(registry)))
                .toList();
        this.drift = new Drift(model.manifest().classBaseline());
        kept(Gauge.builder(MeterNames.DRIFT, drift, Drift::index)
                .description("Population stability index of the last predictions' classes; 0 before there are enough")
                .tags(tags)
                .register(registry));
    }

    /** Whether they are of these weights, and not of others that had the same number. */
    boolean isOf(LiveModel other) {
        return model.manifest() == other.manifest()
                || model.sha256().equals(other.sha256())
                        && model.labels().equals(other.labels())
                        && model.manifest()
                                .classBaseline()
                                .equals(other.manifest().classBaseline());
    }

    /** Whether they are of weights that were loaded after these. */
    boolean isNewerThan(LiveModel other) {
        return model.since().isAfter(other.since());
    }

    void decoded(long nanos) {
        decode.record(nanos, TimeUnit.NANOSECONDS);
    }

    void waited(long nanos) {
        queue.record(nanos, TimeUnit.NANOSECONDS);
    }

    void computed(int images, long nanos) {
        used = true;
        infer.record(nanos, TimeUnit.NANOSECONDS);
        batchSize.record(images);
    }

    void encoded(long nanos) {
        encode.record(nanos, TimeUnit.NANOSECONDS);
    }

    void predicted(PredictionEvent prediction) {
        predictions.get(prediction.classIndex()).increment();
        confidence.record(prediction.probability());
        drift.predicted(prediction.classIndex());
    }

    /** Whether it has computed anything since this was asked last. */
    boolean takeUsed() {
        boolean was = used;
        used = false;
        return was;
    }

    /** The version is live. */
    void live(LiveModel model) {
        info = Gauge.builder(MeterNames.MODEL_INFO, () -> 1)
                .description("The version that is live")
                .tags("model", model.name(), "version", model.version())
                .tags("sha256", model.sha256(), "run_id", model.runId())
                .register(registry);
    }

    /** The version is not live any more, though calls that began with it may still be under way. */
    void retire() {
        if (info != null) {
            registry.remove(info);
            info = null;
        }
    }

    /** The version is gone. */
    void remove() {
        retire();
        all.forEach(registry::remove);
    }

    private Timer stage(Tags tags, String stage) {
        return kept(Timer.builder(MeterNames.STAGE)
                .description("Time of each stage: decode (a call's images), queue (a call waits for a worker),"
                        + " infer (a batch), encode (a call's answer)")
                .tags(tags.and("stage", stage))
                .register(registry));
    }

    private <M extends Meter> M kept(M meter) {
        all.add(meter);
        return meter;
    }
}
