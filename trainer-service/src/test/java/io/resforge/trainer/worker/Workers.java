package io.resforge.trainer.worker;

import io.resforge.network.torch.ComputeDevice;
import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.worker.claim.Place;
import io.resforge.trainer.worker.metrics.TrainingMetrics;
import io.resforge.trainer.worker.order.DataFolder;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Workers for tests: on one thread of the CPU, and of little patience. */
final class Workers {

    private Workers() {}

    static Worker here(ObjectStore store, WorkerLog log) {
        return at(new Place.OnMachine("here"), store, Duration.ofHours(1), log);
    }

    static Worker at(Place place, ObjectStore store, Duration snapshotInterval, WorkerLog log) {
        Worker.Settings settings = new Worker.Settings(
                1,
                new ComputeDevice.Cpu(),
                place,
                Duration.ofMillis(20),
                snapshotInterval,
                Duration.ofSeconds(20),
                Duration.ofSeconds(15));
        return new Worker(
                store,
                settings,
                new DataFolder(Map.of(), store, Optional.empty()),
                new TrainingMetrics(System::nanoTime),
                Clock.systemUTC(),
                log);
    }
}
