package io.resforge.inference.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.resforge.inference.models.LiveModel;
import io.resforge.inference.telemetry.ServingObserver.PredictionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The meters of one version; they go when the version has gone, so that reloads do not pile up series. */
final class VersionMeters {

    /** Takes meters of versions that have gone: they count, and are not read. */
    private static final MeterRegistry NOWHERE = new CompositeMeterRegistry();

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
    private final Map<String, Counter> byEngine = new ConcurrentHashMap<>();
    private final Drift drift;
    private final CallStatistics statistics = new CallStatistics();
    private volatile boolean used = true;
    private Gauge info;
    private boolean removed;

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

    void computed(String engine, int images, long nanos) {
        used = true;
        byEngine.computeIfAbsent(engine, this::engine).increment(images);
        infer.record(nanos, TimeUnit.NANOSECONDS);
        batchSize.record(images);
        statistics.computed(images, nanos);
    }

    void encoded(long nanos) {
        encode.record(nanos, TimeUnit.NANOSECONDS);
        statistics.encoded(nanos);
    }

    /** How its calls went. */
    CallStatistics statistics() {
        return statistics;
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
    synchronized void remove() {
        removed = true;
        retire();
        all.forEach(registry::remove);
    }

    /** Counts what an engine computes. Last batches may come when the version is gone: its series are not to come back. */
    private synchronized Counter engine(String engine) {
        return kept(Counter.builder(MeterNames.ENGINE_IMAGES)
                .description("Images by what computed them")
                .tags("model", model.name(), "version", model.version(), "engine", engine)
                .register(removed ? NOWHERE : registry));
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

    /**
     * How far the classes that a version predicts have moved from those of the held-out images: the population
     * stability index of the last predictions (N. Siddiqi, Credit Risk Scorecards, 2006, chapter 9),
     *
     * <pre>{@code PSI = sum over classes of (a - e) * ln(a / e)}</pre>
     *
     * with {@code a} a class's share now and {@code e} its share then. Usually below 0.1 nothing has changed, and above
     * 0.25 much has. By chance it is about {@code (classes - 1) / window}.
     */
    static final class Drift {

        /** Predictions that it looks back on. */
        public static final int WINDOW = 1_000;

        /** Stands for the share of a class that never occurs, whose logarithm would be infinite. */
        private static final double LEAST = 1e-4;

        private final double[] expected;
        private final int[] window;
        private final int[] counts;
        private long seen;

        /** @param baseline share of each class, from 0 to 1 */
        public Drift(List<Double> baseline) {
            this(baseline, WINDOW);
        }

        Drift(List<Double> baseline, int window) {
            this.expected = baseline.stream().mapToDouble(share -> share).toArray();
            this.counts = new int[expected.length];
            this.window = new int[window];
        }

        /** An image was found to be of this class, from 0. */
        public synchronized void predicted(int classIndex) {
            int at = (int) (seen++ % window.length);
            if (seen > window.length) {
                counts[window[at]]--;
            }
            window[at] = classIndex;
            counts[classIndex]++;
        }

        /** The index, from 0 on; 0 too until there are predictions for a whole window, as fewer tell nothing. */
        public synchronized double index() {
            if (seen < window.length) {
                return 0;
            }
            double sum = 0;
            for (int i = 0; i < expected.length; i++) {
                double a = Math.max(LEAST, (double) counts[i] / window.length);
                double e = Math.max(LEAST, expected[i]);
                sum += (a - e) * Math.log(a / e);
            }
            return sum;
        }
    }
}
