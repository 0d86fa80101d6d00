package io.resforge.inference.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.resforge.inference.model.LiveModel;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The meters of one version; they go when the version has gone, so that reloads do not pile up series. */
final class VersionMeters {

    private final MeterRegistry registry;
    private final Timer decode;
    private final Timer queue;
    private final Timer infer;
    private final DistributionSummary batchSize;
    private final List<Counter> predictions;
    private Gauge info;

    VersionMeters(MeterRegistry registry, LiveModel model) {
        this.registry = registry;
        Tags tags = Tags.of("model", model.name(), "version", model.version());
        this.decode = stage(tags, "decode");
        this.queue = stage(tags, "queue");
        this.infer = stage(tags, "infer");
        this.batchSize = DistributionSummary.builder(Names.BATCH_SIZE)
                .description("Images computed at once; the sum counts images, the count batches")
                .tags(tags)
                .register(registry);
        this.predictions = IntStream.range(0, model.labels().size())
                .mapToObj(i -> prediction(tags.and("class", model.labels().get(i))))
                .toList();
    }

    /** The version is live. */
    void live(LiveModel model) {
        info = Gauge.builder(Names.MODEL_INFO, () -> 1)
                .description("The version that is live")
                .tags("model", model.name(), "version", model.version())
                .tags("sha256", model.sha256(), "run_id", model.runId())
                .register(registry);
    }

    Timer decode() {
        return decode;
    }

    Timer queue() {
        return queue;
    }

    Timer infer() {
        return infer;
    }

    DistributionSummary batchSize() {
        return batchSize;
    }

    Counter predictions(int classIndex) {
        return predictions.get(classIndex);
    }

    /** The version is not live any more, though calls that began with it may still be under way. */
    void retire() {
        registry.remove(info);
    }

    /** The version is gone. */
    void remove() {
        Stream.of(decode, queue, infer, batchSize).forEach(registry::remove);
        predictions.forEach(registry::remove);
    }

    private Timer stage(Tags tags, String stage) {
        return Timer.builder(Names.STAGE)
                .description(
                        "Time of each stage: decode (a call's images), queue (waiting for a worker), infer (a batch)")
                .tags(tags.and("stage", stage))
                .register(registry);
    }

    private Counter prediction(Tags tags) {
        return Counter.builder(Names.PREDICTIONS)
                .description("Images by the class that was found likeliest")
                .tags(tags)
                .register(registry);
    }
}
