package io.resforge.inference.telemetry;

/** The meters' names and tags, as they are written in code; Prometheus shows them with underscores and units. */
final class MeterNames {

    static final String CALLS = "resforge.inference.calls";
    static final String CALL_DURATION = "resforge.inference.call.duration";
    static final String STAGE = "resforge.inference.stage.duration";
    static final String BATCH_SIZE = "resforge.inference.batch.size";
    static final String ENGINE_IMAGES = "resforge.inference.engine.images";
    static final String QUEUE = "resforge.inference.queue.images";
    static final String QUEUE_CAPACITY = "resforge.inference.queue.capacity.images";
    static final String HELD = "resforge.inference.held";
    static final String HELD_CAPACITY = "resforge.inference.held.capacity";
    static final String CONNECTIONS = "resforge.inference.connections";
    static final String REJECTED = "resforge.inference.rejected";
    static final String OBSERVER_FAILURES = "resforge.observer.failures";
    static final String LEASES = "resforge.leases.open";
    static final String PREDICTIONS = "resforge.predictions";
    static final String CONFIDENCE = "resforge.prediction.confidence";
    static final String DRIFT = "resforge.prediction.drift.psi";
    static final String MODEL_INFO = "resforge.model.info";
    static final String PROMOTION = "resforge.model.promotion";
    static final String RELOADS = "resforge.model.reload";
    static final String LOAD = "resforge.model.load.duration";
    static final String SHADOW_COMPARISONS = "resforge.shadow.comparisons";
    static final String SHADOW_LATENCY = "resforge.shadow.latency";
    static final String CANARY_CALLS = "resforge.canary.calls";
    static final String CANARY_LATENCY = "resforge.canary.latency";
    static final String FEEDBACK = "resforge.feedback";
    static final String ON_DEMAND_MODELS = "resforge.on.demand.models";
    static final String ON_DEMAND_LOADS = "resforge.on.demand.loads";
    static final String ON_DEMAND_EVICTIONS = "resforge.on.demand.evictions";
    static final String COLD_WAIT = "resforge.on.demand.wait";
    static final String COLD_WAITING = "resforge.on.demand.waiting.calls";
    static final String STORE = "resforge.store.call";
    static final String MEMORY = "process.resident.memory";

    private MeterNames() {}
}
