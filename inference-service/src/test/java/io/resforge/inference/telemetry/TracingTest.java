package io.resforge.inference.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.resforge.inference.batching.Batcher;
import io.resforge.inference.batching.Batcher.BatchLimits;
import io.resforge.inference.batching.Caller;
import io.resforge.inference.models.ModelSlot;
import io.resforge.inference.models.Routing.VersionChoice;
import io.resforge.inference.telemetry.Tracing.CallTrace;
import io.resforge.inference.testing.FakeEngine;
import io.resforge.inference.testing.FakeModels;
import io.resforge.inference.testing.TestSlots;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TracingTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";

    private InMemorySpanExporter exported;
    private Tracing tracing = start("parentbased_always_on");

    @AfterEach
    void close() {
        tracing.close();
    }

    @Test
    void followsACallThroughTheQueueAndItsBatch() throws Exception {
        // Given: two calls wait behind a third that is computed
        FakeEngine engine = new FakeEngine(1);
        try (ModelSlot slot = new ModelSlot();
                Batcher batcher = Batcher.start(new BatchLimits(4, Duration.ZERO, 100, 1), tracing.observer())) {
            TestSlots.fill(slot, FakeModels.live(1), engine);
            engine.hold();
            submit(batcher, slot, CallTrace.NONE);
            engine.awaitBatch();
            CallTrace first = call("00-" + TRACE + "-" + PARENT + "-01");
            CallTrace second = call(null);
            CompletableFuture<float[]> answer = submit(batcher, slot, first);
            CompletableFuture<float[]> other = submit(batcher, slot, second);
            // When
            engine.release(2);
            answer.get();
            other.get();
            first.ended("OK", false);
            second.ended("INTERNAL", true);
        }
        // Then
        SpanData call = ofTrace(TRACE, "a call");
        assertThat(call.getParentSpanId()).isEqualTo(PARENT);
        assertThat(call.getKind()).isEqualTo(SpanKind.SERVER);
        SpanData batch = named("batch").getFirst();
        SpanData failed = named("a call").stream()
                .filter(span -> !span.getTraceId().equals(TRACE))
                .findFirst()
                .orElseThrow();
        assertThat(failed.getStatus()).isEqualTo(StatusData.error());
        assertThat(named("batch")).hasSize(1);
        assertThat(batch.getLinks())
                .extracting(LinkData::getSpanContext)
                .containsExactlyInAnyOrder(call.getSpanContext(), failed.getSpanContext());
        assertThat(batch.getTraceId()).isNotEqualTo(TRACE);
        for (String stage : List.of("queue", "infer")) {
            assertThat(ofTrace(TRACE, stage).getParentSpanId()).isEqualTo(call.getSpanId());
        }
        assertThat(ofTrace(TRACE, "infer").getLinks())
                .extracting(LinkData::getSpanContext)
                .containsExactly(batch.getSpanContext());
        assertThat(ofTrace(TRACE, "infer").getStartEpochNanos())
                .isBetween(ofTrace(TRACE, "queue").getStartEpochNanos(), call.getEndEpochNanos());
    }

    @Test
    void keepsTheBatchOfEachCallThatIsKept() throws Exception {
        // Given: no call is kept, but those whose callers keep them
        tracing.close();
        tracing = start("parentbased_always_off");
        FakeEngine engine = new FakeEngine(1);
        try (ModelSlot slot = new ModelSlot();
                Batcher batcher = Batcher.start(new BatchLimits(4, Duration.ZERO, 100, 1), tracing.observer())) {
            TestSlots.fill(slot, FakeModels.live(1), engine);
            // When
            CallTrace kept = call("00-" + TRACE + "-" + PARENT + "-01");
            CallTrace dropped = call("00-" + TRACE + "-" + PARENT + "-00");
            submit(batcher, slot, kept).get();
            submit(batcher, slot, dropped).get();
            // Then
            assertThat(dropped).isSameAs(CallTrace.NONE);
        }
        assertThat(named("batch")).hasSize(1);
    }

    @Test
    void failsNoCallWhenWhatTracesAreSentToFails() {
        // Given
        tracing.close();
        tracing = start("parentbased_always_on", new BrokenProcessor());
        long before = ObserverFailures.count();
        // When
        CallTrace trace = call(null);
        trace.stage("queue", 0, 1);
        trace.ended("OK", false);
        // Then
        assertThat(ObserverFailures.count()).isGreaterThan(before);
    }

    /** What another library may have put on the class path. */
    private static final class BrokenProcessor implements SpanProcessor {

        @Override
        public void onStart(Context parent, ReadWriteSpan span) {
            throw new IllegalStateException("broken");
        }

        @Override
        public boolean isStartRequired() {
            return true;
        }

        @Override
        public void onEnd(ReadableSpan span) {}

        @Override
        public boolean isEndRequired() {
            return false;
        }
    }

    private Tracing start(String sampler) {
        InMemorySpanExporter exporter = InMemorySpanExporter.create();
        exported = exporter;
        return start(sampler, SimpleSpanProcessor.create(exporter));
    }

    private static Tracing start(String sampler, SpanProcessor processor) {
        return OpenTelemetryTracing.start(AutoConfiguredOpenTelemetrySdk.builder()
                .addPropertiesSupplier(() -> Map.of("otel.traces.exporter", "none", "otel.traces.sampler", sampler))
                .addTracerProviderCustomizer((provider, properties) -> provider.addSpanProcessor(processor)));
    }

    private CallTrace call(String parent) {
        return tracing.begin("a call", name -> name.equals("traceparent") ? parent : null);
    }

    private static CompletableFuture<float[]> submit(Batcher batcher, ModelSlot slot, CallTrace trace) {
        Caller caller = Caller.of("a client", Caller.LONGEST_TIMEOUT, trace);
        return batcher.admit(1, caller).submit(slot.borrow(VersionChoice.ANY).orElseThrow(), new byte[1]);
    }

    private List<SpanData> named(String name) {
        return exported.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .toList();
    }

    private SpanData ofTrace(String trace, String name) {
        return named(name).stream()
                .filter(span -> span.getTraceId().equals(trace))
                .findFirst()
                .orElseThrow();
    }
}
