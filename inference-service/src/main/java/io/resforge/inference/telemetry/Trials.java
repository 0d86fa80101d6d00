package io.resforge.inference.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.resforge.inference.telemetry.ServingObserver.CanaryOutcome;
import io.resforge.inference.telemetry.VersionMeterRegistry.VersionId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The meters of versions on trial. Feedback comes long after a version is gone, so that meters stay until there are others: of the last
 * versions that anything was told of.
 */
final class Trials {

    private static final int MOST = 16;

    private final MeterRegistry registry;
    private final Map<VersionId, TrialMeters> meters = new ConcurrentHashMap<>();
    private final Deque<VersionId> order = new ArrayDeque<>();

    Trials(MeterRegistry registry) {
        this.registry = registry;
    }

    TrialMeters of(VersionId version) {
        TrialMeters known = meters.get(version);
        return known == null ? add(version) : known;
    }

    private synchronized TrialMeters add(VersionId version) {
        TrialMeters known = meters.get(version);
        if (known != null) {
            return known;
        }
        TrialMeters added = new TrialMeters(registry, version.model(), version.version());
        meters.put(version, added);
        order.addLast(version);
        if (order.size() > MOST) {
            meters.remove(order.removeFirst()).remove();
        }
        return added;
    }

    /** How a version does on trial: as a canary, as a shadow, and by what callers say of its predictions. All begin at zero. */
    static final class TrialMeters {

        private final MeterRegistry registry;
        private final List<Meter> all = new ArrayList<>();
        private final Counter agreed;
        private final Counter disagreed;
        private final Counter notCompared;
        private final Timer shadowLatency;
        private final Map<CanaryOutcome, Counter> canaryCalls = new EnumMap<>(CanaryOutcome.class);
        private final Timer canaryLatency;
        private final Counter right;
        private final Counter wrong;

        TrialMeters(MeterRegistry registry, String model, String version) {
            this.registry = registry;
            Tags tags = Tags.of("model", model, "version", version);
            this.agreed = comparisons(tags, "true");
            this.disagreed = comparisons(tags, "false");
            this.notCompared = comparisons(tags, "failed");
            this.shadowLatency =
                    timer(MeterNames.SHADOW_LATENCY, "Time until a shadow's copy of a call was computed", tags);
            for (CanaryOutcome outcome : CanaryOutcome.values()) {
                canaryCalls.put(outcome, canaryCalls(tags, outcome.name().toLowerCase(Locale.ROOT)));
            }
            this.canaryLatency = timer(MeterNames.CANARY_LATENCY, "Time of calls that a canary answered", tags);
            this.right = feedback(tags, "true");
            this.wrong = feedback(tags, "false");
        }

        void shadowed(boolean agrees, long nanos) {
            (agrees ? agreed : disagreed).increment();
            shadowLatency.record(nanos, TimeUnit.NANOSECONDS);
        }

        void shadowFailed(int images) {
            notCompared.increment(images);
        }

        void canaryCall(CanaryOutcome outcome, long nanos) {
            canaryCalls.get(outcome).increment();
            if (outcome == CanaryOutcome.ANSWERED) {
                canaryLatency.record(nanos, TimeUnit.NANOSECONDS);
            }
        }

        void fedBack(boolean correct) {
            (correct ? right : wrong).increment();
        }

        /** The version is gone, and for long. */
        void remove() {
            all.forEach(registry::remove);
        }

        private Counter comparisons(Tags tags, String agree) {
            return counter(
                    MeterNames.SHADOW_COMPARISONS,
                    "Images of which a shadow was to compute a copy, by whether its likeliest class was the live version's",
                    tags.and("agree", agree));
        }

        private Counter canaryCalls(Tags tags, String outcome) {
            return counter(
                    MeterNames.CANARY_CALLS,
                    "Calls that a canary was to answer, by how they ended",
                    tags.and("outcome", outcome));
        }

        private Counter feedback(Tags tags, String correct) {
            return counter(
                    MeterNames.FEEDBACK,
                    "Predictions whose truth became known, by whether they were right",
                    tags.and("correct", correct));
        }

        private Counter counter(String name, String description, Tags tags) {
            Counter counter =
                    Counter.builder(name).description(description).tags(tags).register(registry);
            all.add(counter);
            return counter;
        }

        private Timer timer(String name, String description, Tags tags) {
            Timer timer =
                    Timer.builder(name).description(description).tags(tags).register(registry);
            all.add(timer);
            return timer;
        }
    }
}
