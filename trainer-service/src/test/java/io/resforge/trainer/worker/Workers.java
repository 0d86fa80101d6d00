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
        return with(settings(place, snapshotInterval, Optional.empty()), store, log);
    }

    /** One that goes on only where the run ends with the same bits as if it had never stopped. */
    static Worker exactly(Place place, ObjectStore store, WorkerLog log) {
        return with(settings(place, Duration.ofHours(1), Optional.of(Duration.ofMillis(1))), store, log);
    }

    static Worker.Settings settings(Place place, Duration snapshotInterval, Optional<Duration> exactly) {
        return new Worker.Settings(
                1,
                new ComputeDevice.Cpu(),
                place,
                Duration.ofMillis(20),
                snapshotInterval,
                Duration.ofSeconds(20),
                Duration.ofSeconds(15),
                exactly);
    }

    private static Worker with(Worker.Settings settings, ObjectStore store, WorkerLog log) {
        return new Worker(
                store,
                settings,
                new DataFolder(Map.of(), store, Optional.empty()),
                new TrainingMetrics(System::nanoTime),
                Clock.systemUTC(),
                log);
    }
}
