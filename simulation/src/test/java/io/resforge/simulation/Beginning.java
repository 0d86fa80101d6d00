package io.resforge.simulation;

import io.resforge.registry.promotion.Promotions;
import io.resforge.trainer.worker.SimulatedWorker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What a store has before a simulation begins. It was published by the real classes, once: all simulations begin at the same time. */
final class Beginning {

    private static final int MOST = 4;
    private static final List<List<StoredObject>> BY_VERSIONS =
            IntStream.rangeClosed(0, MOST).mapToObj(Beginning::publish).toList();

    private Beginning() {}

    /** An object, in the order in which they were written. */
    record StoredObject(String key, byte[] content) {}

    /** So many versions, of which the first was promoted. */
    static List<StoredObject> of(int versions) {
        return BY_VERSIONS.get(versions);
    }

    private static List<StoredObject> publish(int versions) {
        VirtualTime time = new VirtualTime();
        SimulatedStore store = new SimulatedStore(time);
        List<StoredObject> written = new ArrayList<>();
        store.observe(new SimulatedStore.Observer() {
            @Override
            public void written(String key, byte[] content, Optional<byte[]> before) {
                written.add(new StoredObject(key, content));
            }
        });
        SimulatedWorker worker = new SimulatedWorker(store, time, () -> {});
        for (int version = 1; version <= versions; version++) {
            worker.publish("old-" + version, version);
        }
        if (versions > 0) {
            new Promotions(store, time).promote(Simulation.MODEL, "1", "the first", "operator");
        }
        return List.copyOf(written);
    }
}
