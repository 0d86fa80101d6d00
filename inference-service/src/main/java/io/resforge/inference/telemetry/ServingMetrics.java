package io.resforge.inference.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.resforge.inference.models.LiveModel;
import io.resforge.inference.telemetry.ServingObserver.AnsweredCall;
import io.resforge.inference.telemetry.ServingObserver.CanaryOutcome;
import io.resforge.inference.telemetry.ServingObserver.PredictionEvent;
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
        versions.of(model).ifPresent(meters -> meters.decoded(nanos));
    }

    @Override
    public void waited(LiveModel model, long nanos) {
        versions.of(model).ifPresent(meters -> meters.waited(nanos));
    }

    @Override
    public void computed(LiveModel model, String engine, int images, long nanos) {
        versions.of(model).ifPresent(meters -> meters.computed(engine, images, nanos));
    }

    @Override
    public void encoded(LiveModel model, long nanos) {
        versions.of(model).ifPresent(meters -> meters.encoded(nanos));
    }

    @Override
    public void answered(AnsweredCall call) {
        versions.of(call.model()).ifPresent(meters -> meters.statistics().answered(call));
    }

    @Override
    public void failed(LiveModel model, long nanos) {
        versions.of(model).ifPresent(meters -> meters.statistics().failed(nanos));
    }

    @Override
    public void predicted(PredictionEvent prediction) {
        versions.of(prediction.model()).ifPresent(meters -> meters.predicted(prediction));
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

    private Counter counter(String reason) {
        return Counter.builder(MeterNames.REJECTED)
                .description("Calls without an answer, by reason")
                .tag("reason", reason)
                .register(registry);
    }

    /**
     * The meters of versions on trial. Feedback comes long after a version is gone, so the last few versions keep
     * theirs.
     */
    private static final class Trials {

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

        /** How a version does on trial: as a canary, as a shadow, and by feedback. All begin at zero. */
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
                        "Images of which a shadow was to compute a copy, by whether its likeliest class was the live"
                                + " version's",
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
                Counter counter = Counter.builder(name)
                        .description(description)
                        .tags(tags)
                        .register(registry);
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
}
