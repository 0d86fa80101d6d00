package io.resforge.trainer.worker;

import io.resforge.neuralnet.torch.ComputeDevice;
import io.resforge.registry.signature.Seal;
import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.worker.claim.RunClaimer.WorkerHost;
import io.resforge.trainer.worker.metrics.TrainingMetrics;
import io.resforge.trainer.worker.request.DataFolder;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Workers for tests: on one thread of the CPU, and of little timeout. */
final class Workers {

    private Workers() {}

    static TrainingWorker here(ObjectStore store, WorkerLog log) {
        return at(new WorkerHost.OnMachine("here"), store, Duration.ofHours(1), log);
    }

    static TrainingWorker at(WorkerHost place, ObjectStore store, Duration snapshotInterval, WorkerLog log) {
        return with(settings(place, snapshotInterval, Optional.empty()), store, log);
    }

    /** One that goes on only where the run ends with the same bits as if it had never stopped. */
    static TrainingWorker exactly(WorkerHost place, ObjectStore store, WorkerLog log) {
        return with(settings(place, Duration.ofHours(1), Optional.of(Duration.ofMillis(1))), store, log);
    }

    static TrainingWorker.Settings settings(WorkerHost place, Duration snapshotInterval, Optional<Duration> exactly) {
        return new TrainingWorker.Settings(
                1,
                new ComputeDevice.Cpu(),
                place,
                Duration.ofMillis(20),
                snapshotInterval,
                Duration.ofSeconds(20),
                Duration.ofSeconds(15),
                exactly,
                Seal.NONE,
                4,
                false);
    }

    /** One that signs with this seal. */
    static TrainingWorker at(WorkerHost place, ObjectStore store, Seal seal, WorkerLog log) {
        return with(settings(place, seal, false), store, log);
    }

    /** One that finds out how what it trains is computed with bytes. */
    static TrainingWorker quantising(WorkerHost place, ObjectStore store, WorkerLog log) {
        return with(settings(place, Seal.NONE, true), store, log);
    }

    private static TrainingWorker.Settings settings(WorkerHost place, Seal seal, boolean int8) {
        TrainingWorker.Settings plain = settings(place, Duration.ofHours(1), Optional.empty());
        return new TrainingWorker.Settings(
                plain.threads(),
                plain.device(),
                plain.place(),
                plain.reportInterval(),
                plain.snapshotInterval(),
                plain.storeTimeout(),
                plain.lastSnapshot(),
                plain.exactly(),
                seal,
                plain.trainingSample(),
                int8);
    }

    private static TrainingWorker with(TrainingWorker.Settings settings, ObjectStore store, WorkerLog log) {
        return new TrainingWorker(
                store,
                settings,
                new DataFolder(Map.of(), store, Optional.empty()),
                new TrainingMetrics(System::nanoTime),
                Clock.systemUTC(),
                log);
    }
}
