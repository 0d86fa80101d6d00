package io.resforge.inference.metrics;

/** The meters' names and tags, as they are written in code; Prometheus shows them with underscores and units. */
final class Names {

    static final String STAGE = "inference.stage.duration";
    static final String BATCH_SIZE = "inference.batch.size";
    static final String QUEUE = "inference.queue.images";
    static final String QUEUE_CAPACITY = "inference.queue.capacity.images";
    static final String HELD = "inference.held";
    static final String HELD_CAPACITY = "inference.held.capacity";
    static final String CONNECTIONS = "inference.connections";
    static final String REJECTED = "inference.rejected";
    static final String OBSERVER_FAILURES = "resforge.observer.failures";
    static final String LEASES = "resforge.leases.open";
    static final String PREDICTIONS = "predictions";
    static final String CONFIDENCE = "prediction.confidence";
    static final String DRIFT = "prediction.drift.psi";
    static final String MODEL_INFO = "model.info";
    static final String PROMOTION = "model.promotion";
    static final String RELOADS = "model.reload";
    static final String LOAD = "model.load.duration";
    static final String SHADOW_COMPARISONS = "resforge.shadow.comparisons";
    static final String SHADOW_LATENCY = "resforge.shadow.latency";
    static final String CANARY_CALLS = "resforge.canary.calls";
    static final String CANARY_LATENCY = "resforge.canary.latency";
    static final String FEEDBACK = "resforge.feedback";
    static final String STORE = "resforge.store.call";
    static final String MEMORY = "process.resident.memory";

    private Names() {}
}
