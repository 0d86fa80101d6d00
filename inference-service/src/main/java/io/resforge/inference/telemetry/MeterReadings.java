package io.resforge.inference.telemetry;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.resforge.inference.models.LiveModel;
import io.resforge.inference.telemetry.CallStatistics.CallTotals;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Reads the meters that pages show. */
public final class MeterReadings {

    private final MeterRegistry registry;

    private final VersionMeterRegistry versions;

    MeterReadings(MeterRegistry registry, VersionMeterRegistry versions) {
        this.registry = registry;
        this.versions = versions;
    }

    /**
     * Values with how often they came.
     *
     * @param bounds each the largest value of its bucket
     * @param counts values up to each bound, those of smaller ones too
     */
    public record Distribution(long count, double sum, double[] bounds, double[] counts) {

        static final Distribution EMPTY = new Distribution(0, 0, new double[0], new double[0]);

        private static Distribution of(HistogramSnapshot snapshot, double sum, boolean seconds) {
            CountAtBucket[] buckets = snapshot.histogramCounts();
            return new Distribution(
                    snapshot.count(),
                    sum,
                    Stream.of(buckets)
                            .mapToDouble(it -> seconds ? it.bucket(TimeUnit.SECONDS) : it.bucket())
                            .toArray(),
                    Stream.of(buckets).mapToDouble(CountAtBucket::count).toArray());
        }
    }

    /**
     * What was measured of a version.
     *
     * @param decode seconds that decoding a call's images took
     * @param queue seconds that a call waited for a worker
     * @param compute seconds that a batch took
     * @param batches images of a batch
     * @param feedbackRight predictions that were right, as callers told
     * @param feedbackWrong predictions that were wrong
     * @param shadowAgreed images of which it computed a copy with the live version's class
     * @param shadowDisagreed with another class
     * @param shadowFailed without a class
     */
    public record VersionReadings(
            Distribution decode,
            Distribution queue,
            Distribution compute,
            Distribution batches,
            @JsonProperty("feedback_right") long feedbackRight,
            @JsonProperty("feedback_wrong") long feedbackWrong,
            @JsonProperty("shadow_agreed") long shadowAgreed,
            @JsonProperty("shadow_disagreed") long shadowDisagreed,
            @JsonProperty("shadow_failed") long shadowFailed) {}

    /** What was measured of a version that is loaded. */
    public VersionReadings of(LiveModel version) {
        Tags tags = Tags.of("model", version.name(), "version", version.version());
        return new VersionReadings(
                stage(tags, "decode"),
                stage(tags, "queue"),
                stage(tags, "infer"),
                summary(MeterNames.BATCH_SIZE, tags),
                count(MeterNames.FEEDBACK, tags.and("correct", "true")),
                count(MeterNames.FEEDBACK, tags.and("correct", "false")),
                count(MeterNames.SHADOW_COMPARISONS, tags.and("agree", "true")),
                count(MeterNames.SHADOW_COMPARISONS, tags.and("agree", "false")),
                count(MeterNames.SHADOW_COMPARISONS, tags.and("agree", "failed")));
    }

    /** How the calls of a version that is loaded went. */
    public CallTotals calls(LiveModel version) {
        return versions.totals(version);
    }

    /** Calls without an answer, by reason; reasons that never came are left out. */
    public Map<String, Long> refusedCalls() {
        Map<String, Long> refused = new TreeMap<>();
        for (Counter counter : registry.find(MeterNames.REJECTED).counters()) {
            long count = Math.round(counter.count());
            if (count > 0) {
                refused.merge(String.valueOf(counter.getId().getTag("reason")), count, Long::sum);
            }
        }
        return refused;
    }

    private Distribution stage(Tags tags, String stage) {
        Timer timer =
                registry.find(MeterNames.STAGE).tags(tags.and("stage", stage)).timer();
        return timer == null
                ? Distribution.EMPTY
                : Distribution.of(timer.takeSnapshot(), timer.totalTime(TimeUnit.SECONDS), true);
    }

    private Distribution summary(String name, Tags tags) {
        DistributionSummary summary = registry.find(name).tags(tags).summary();
        return summary == null
                ? Distribution.EMPTY
                : Distribution.of(summary.takeSnapshot(), summary.totalAmount(), false);
    }

    private long count(String name, Tags tags) {
        Counter counter = registry.find(name).tags(tags).counter();
        return counter == null ? 0 : Math.round(counter.count());
    }
}
