package io.resforge.simulation;

import io.resforge.inference.models.LiveModel;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.worker.SimulatedWorker;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Two published versions, for tests that need some. */
public final class SimulatedVersions {

    private static final Map<String, LiveModel> LIVE = publish();

    private SimulatedVersions() {}

    /** Version 1 or 2. */
    public static LiveModel live(String version) {
        return LIVE.get(version);
    }

    private static Map<String, LiveModel> publish() {
        VirtualTime time = new VirtualTime();
        ObjectStore store = new SimulatedStore(time);
        SimulatedWorker worker = new SimulatedWorker(store, time, () -> {});
        worker.publish("one", 1);
        worker.publish("two", 2);
        Checkpoints checkpoints = new Checkpoints(store, time);
        return Stream.of("1", "2")
                .collect(Collectors.toMap(
                        Function.identity(),
                        version -> new LiveModel(
                                checkpoints.manifest(Simulation.MODEL, version).orElseThrow(), 1, Instant.EPOCH)));
    }
}
