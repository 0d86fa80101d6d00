package io.resforge.inference.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Counts the calls that classify, whatever they speak, and times those that are answered. */
public final class CallMetrics {

    private static final String OK = "OK";

    /** What each kind of call is counted by from zero on, so that the first is seen as an increase. */
    private static final List<String> CODES = List.of(
            OK,
            "INVALID_ARGUMENT",
            "NOT_FOUND",
            "PERMISSION_DENIED",
            "UNAUTHENTICATED",
            "RESOURCE_EXHAUSTED",
            "UNAVAILABLE",
            "DEADLINE_EXCEEDED",
            "CANCELLED",
            "INTERNAL");

    /** What a call speaks, and what it asks. */
    public enum CallKind {
        CLASSIFY("grpc", "Classify"),
        CLASSIFY_STREAM("grpc", "ClassifyStream"),
        MODEL_INFER("grpc", "ModelInfer"),
        MODEL_STREAM_INFER("grpc", "ModelStreamInfer"),
        HTTP_CLASSIFY("http", "Classify"),
        HTTP_MODEL_INFER("http", "ModelInfer");

        private final Tags tags;

        CallKind(String protocol, String method) {
            tags = Tags.of("protocol", protocol, "method", method);
        }

        /** A stream lasts as long as its client likes. */
        private boolean hasDuration() {
            return this != CLASSIFY_STREAM && this != MODEL_STREAM_INFER;
        }
    }

    private final MeterRegistry registry;
    private final Map<CallKind, Map<String, Counter>> ended = new EnumMap<>(CallKind.class);
    private final Map<CallKind, Timer> answered = new EnumMap<>(CallKind.class);

    /** @param registry that the meters are made in */
    public CallMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (CallKind kind : CallKind.values()) {
            ended.put(kind, new ConcurrentHashMap<>());
            CODES.forEach(code -> counter(kind, code));
            if (kind.hasDuration()) {
                answered.put(
                        kind,
                        Timer.builder(MeterNames.CALL_DURATION)
                                .description(
                                        "From a call's arrival to the end of its answer; those that failed are not in it")
                                .tags(kind.tags)
                                .register(registry));
            }
        }
    }

    /**
     * A call is over.
     *
     * @param code one of the names that gRPC has for statuses
     * @param nanos since it arrived
     */
    public void ended(CallKind kind, String code, long nanos) {
        ObserverFailures.shield(() -> {
            counter(kind, code).increment();
            if (code.equals(OK) && kind.hasDuration()) {
                answered.get(kind).record(nanos, TimeUnit.NANOSECONDS);
            }
        });
    }

    private Counter counter(CallKind kind, String code) {
        return ended.get(kind).computeIfAbsent(code, each -> Counter.builder(MeterNames.CALLS)
                .description("Calls that classify, by what they spoke and how they ended")
                .tags(kind.tags.and("code", each))
                .register(registry));
    }
}
