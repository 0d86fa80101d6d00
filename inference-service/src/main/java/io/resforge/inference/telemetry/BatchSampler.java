package io.resforge.inference.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/** Keeps each batch with a call that is kept: drawn by lot for itself, as a trace of its own, it would often be missing where calls link to it. */
record BatchSampler(Sampler calls) implements Sampler {

    static final String BATCH = "batch";

    @Override
    public SamplingResult shouldSample(
            Context parent, String traceId, String name, SpanKind kind, Attributes attributes, List<LinkData> links) {
        return name.equals(BATCH) && kind == SpanKind.INTERNAL
                ? SamplingResult.recordAndSample()
                : calls.shouldSample(parent, traceId, name, kind, attributes, links);
    }

    @Override
    public String getDescription() {
        return "batches with " + calls.getDescription();
    }
}
