package io.resforge.inference.telemetry;




import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.Tracer;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A span for each batch. It belongs to several calls, and so to the trace of none: it links to their spans, and they to it. */
final class BatchSpans implements ServingObserver {

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
