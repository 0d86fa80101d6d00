package io.resforge.inference.telemetry;






import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder;
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
}
