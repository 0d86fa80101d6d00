package io.resforge.inference.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import io.resforge.inference.telemetry.OpenTelemetryTracing.BatchSampler;
import io.resforge.inference.telemetry.OpenTelemetryTracing.Clock;
import io.resforge.inference.telemetry.ServingObserver.ComputedBatch;
import io.resforge.inference.telemetry.Tracing.CallTrace;
import io.resforge.inference.telemetry.Tracing.TracingSettings;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Follows calls with OpenTelemetry, as its own settings say. */
final class OpenTelemetryTracing implements Tracing {

    private static final int CLOSE_SECONDS = 2;

    private final OpenTelemetrySdk sdk;
    private final Tracer tracer;
    private final TextMapPropagator propagator;

    private OpenTelemetryTracing(OpenTelemetrySdk sdk) {
        this.sdk = sdk;
        this.tracer = sdk.getTracer("io.resforge.inference");
        this.propagator = sdk.getPropagators().getTextMapPropagator();
    }

    /** Starts it by environment variables and system properties. */
    static OpenTelemetryTracing start() {
        return start(AutoConfiguredOpenTelemetrySdk.builder());
    }

    static OpenTelemetryTracing start(AutoConfiguredOpenTelemetrySdkBuilder builder) {
        return new OpenTelemetryTracing(
                builder.disableShutdownHook() // we know better when the last call has ended
                        .addPropertiesSupplier(() -> TracingSettings.DEFAULTS)
                        .addSamplerCustomizer((sampler, properties) -> new BatchSampler(sampler))
                        .build()
                        .getOpenTelemetrySdk());
    }

    @Override
    public boolean on() {
        return true;
    }

    @Override
    public CallTrace begin(String name, UnaryOperator<String> headers) {
        try {
            return follow(name, headers);
        } catch (RuntimeException | Error e) {
            ObserverFailures.add(e);
            return CallTrace.NONE;
        }
    }

    private CallTrace follow(String name, UnaryOperator<String> headers) {
        Context parent = propagator.extract(Context.root(), headers, Headers.INSTANCE);
        SpanTrace trace = new SpanTrace(
                tracer,
                tracer.spanBuilder(name)
                        .setParent(parent)
                        .setSpanKind(SpanKind.SERVER)
                        .startSpan());
        return trace.recording() ? trace : CallTrace.NONE;
    }

    @Override
    public ServingObserver observer() {
        return new BatchSpans(tracer);
    }

    @Override
    public void close() {
        sdk.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    private enum Headers implements TextMapGetter<UnaryOperator<String>> {
        INSTANCE;

        @Override
        public Iterable<String> keys(UnaryOperator<String> headers) {
            return List.of(); // no propagator of traces needs them all
        }

        @Override
        public String get(UnaryOperator<String> headers, String key) {
            return headers == null ? null : headers.apply(key);
        }
    }

    /** Stages are timed by {@link System#nanoTime}, spans by the wall clock. */
    static final class Clock {

        private static final long NANOS_PER_SECOND = 1_000_000_000L;

        private Clock() {}

        /** Nanoseconds since 1970 at a time of {@link System#nanoTime} not long ago. */
        static long wall(long nanoTime) {
            Instant now = Instant.now();
            return now.getEpochSecond() * NANOS_PER_SECOND + now.getNano() - (System.nanoTime() - nanoTime);
        }
    }

    /** Keeps each batch with a call that is kept. Sampled as a trace of its own, it would often be missing there. */
    record BatchSampler(Sampler calls) implements Sampler {

        static final String BATCH = "batch";

        @Override
        public SamplingResult shouldSample(
                Context parent,
                String traceId,
                String name,
                SpanKind kind,
                Attributes attributes,
                List<LinkData> links) {
            return name.equals(BATCH) && kind == SpanKind.INTERNAL
                    ? SamplingResult.recordAndSample()
                    : calls.shouldSample(parent, traceId, name, kind, attributes, links);
        }

        @Override
        public String getDescription() {
            return "batches with " + calls.getDescription();
        }
    }

    /** A span for each batch. It belongs to several calls, and so to no call's trace: they link to each other. */
    static final class BatchSpans implements ServingObserver {

        private final Tracer tracer;

        BatchSpans(Tracer tracer) {
            this.tracer = tracer;
        }

        @Override
        public void followed(ComputedBatch batch) {
            List<SpanTrace> calls = batch.calls().stream()
                    .filter(SpanTrace.class::isInstance)
                    .map(SpanTrace.class::cast)
                    .toList();
            SpanBuilder builder = tracer.spanBuilder(BatchSampler.BATCH)
                    .setNoParent()
                    .setStartTimestamp(Clock.wall(batch.begin()), TimeUnit.NANOSECONDS)
                    .setAttribute("resforge.model", batch.model().name())
                    .setAttribute("resforge.version", batch.model().version())
                    .setAttribute("resforge.batch.images", (long) batch.images());
            calls.forEach(call -> builder.addLink(call.context()));
            Span span = builder.startSpan();
            calls.forEach(call -> call.computed(batch.begin(), batch.end(), span.getSpanContext()));
            span.end(Clock.wall(batch.end()), TimeUnit.NANOSECONDS);
        }
    }

    /** The span of a call, and below it one for each of its stages. */
    static final class SpanTrace implements CallTrace {

        private final Tracer tracer;
        private final Span call;

        SpanTrace(Tracer tracer, Span call) {
            this.tracer = tracer;
            this.call = call;
        }

        @Override
        public boolean recording() {
            return call.getSpanContext().isSampled();
        }

        @Override
        public String id() {
            return call.getSpanContext().getTraceId();
        }

        @Override
        public void stage(String name, long begin, long end) {
            ObserverFailures.shield(() -> span(name, begin).end(Clock.wall(end), TimeUnit.NANOSECONDS));
        }

        /** The stage of being computed as one of a batch, which has a trace of its own. */
        void computed(long begin, long end, SpanContext batch) {
            span("infer", begin).addLink(batch).end(Clock.wall(end), TimeUnit.NANOSECONDS);
        }

        @Override
        public void ended(String status, boolean failed) {
            ObserverFailures.shield(() -> {
                call.setAttribute("rpc.response.status_code", status);
                if (failed) {
                    call.setStatus(StatusCode.ERROR);
                }
                call.end();
            });
        }

        SpanContext context() {
            return call.getSpanContext();
        }

        private Span span(String name, long begin) {
            return tracer.spanBuilder(name)
                    .setParent(Context.root().with(call))
                    .setStartTimestamp(Clock.wall(begin), TimeUnit.NANOSECONDS)
                    .startSpan();
        }
    }
}
