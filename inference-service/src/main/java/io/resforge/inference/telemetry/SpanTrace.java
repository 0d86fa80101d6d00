package io.resforge.inference.telemetry;


import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.concurrent.TimeUnit;

/** The span of a call, and below it one for each of its stages. */
final class SpanTrace implements CallTrace {

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
