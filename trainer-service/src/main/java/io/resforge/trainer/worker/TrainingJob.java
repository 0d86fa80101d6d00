package io.resforge.trainer.worker;

import io.resforge.network.layout.Weights;
import io.resforge.network.resnet.Architecture;
import io.resforge.network.summary.Summary;
import io.resforge.network.torch.ComputeDevice;
import io.resforge.network.torch.TorchRuntime;
import io.resforge.registry.checkpoint.Checkpoint;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.value.VersionReference;
import io.resforge.trainer.worker.order.BadInput;
import io.resforge.trainer.worker.order.DataFolder;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.event.TrainingEvent;
import io.resforge.training.loop.Training;
import io.resforge.training.loop.TrainingResult;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.training.resume.Snapshot;
import io.resforge.training.tuning.FineTuning;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The training of one run, on the thread that calls it. */
final class TrainingJob {

    private final Checkpoints checkpoints;
    private final int threads;
    private final ComputeDevice device;
    private final DataFolder folders;
    private final Consumer<ComputeDevice> chosen;
    private final WorkerLog log;

    /**
     * @param folders where data sets are
     * @param chosen told what computes
     */
    TrainingJob(
            Checkpoints checkpoints,
            int threads,
            ComputeDevice device,
            DataFolder folders,
            Consumer<ComputeDevice> chosen,
            WorkerLog log) {
        this.checkpoints = checkpoints;
        this.threads = threads;
        this.device = device;
        this.folders = folders;
        this.chosen = chosen;
        this.log = log;
    }

    /**
     * Trains.
     *
     * @throws InterruptedException if the thread was interrupted; the last snapshot is kept then
     */
    Trained train(RunSpec spec, StoredSnapshots snapshots, Consumer<TrainingEvent> events) throws InterruptedException {
        Recipe asked = allowed(() -> RecipeReader.tree(spec.recipe()));
        log.say("reading the data set %s", spec.dataset());
        DatasetReading reading = DatasetReading.begin(allowed(() -> folders.of(spec.dataset())), asked);
        Optional<Snapshot> snapshot = snapshots.newest();
        // Other threads would add in another order, and the run would end with other weights than if it had never
        // stopped.
        int used = snapshot.map(Snapshot::threads).orElse(threads);
        TorchRuntime.tuneForTraining();
        ComputeDevice computing = allowed(() -> TorchRuntime.start(used, device));
        log.say("computing on %s with %d threads%s", computing.label(), used, used == threads ? "" : ", as up to here");
        chosen.accept(computing);
        Recipe recipe = allowed(() -> asked.in(asked.precision().on(computing)));
        Dataset dataset = reading.await();
        Optional<Weights> from =
                snapshot.isPresent() ? Optional.empty() : spec.origin().map(origin -> begin(origin, recipe, dataset));
        Training training = allowed(() -> new Training(recipe, dataset, from, events));
        log.say("the network:%n%s", Summary.of(training.graph()).text());
        TrainingResult result = training.run(snapshot, snapshots);
        return new Trained(spec, recipe, dataset, result, Software.versions(used, computing));
    }

    /** What is refused here is refused wherever and whenever it is tried. */
    private static <T> T allowed(Supplier<T> step) {
        try {
            return step.get();
        } catch (IllegalArgumentException e) {
            throw new BadInput(e.getMessage());
        }
    }

    private Weights begin(VersionReference origin, Recipe recipe, Dataset dataset) {
        Checkpoint checkpoint = checkpoints.fetch(origin.model(), origin.version());
        FineTuning trained = allowed(() -> new FineTuning(
                Architecture.parse(checkpoint.manifest().architecture()),
                checkpoint.manifest().image().shape(),
                checkpoint.manifest().labels(),
                checkpoint.weights()));
        Weights weights = allowed(
                () -> trained.begin(recipe.arch(), dataset.training().shape(), dataset.labels(), recipe.seed()));
        String head = trained.needsNewHead(dataset.labels())
                ? "; its classes are others, so the dense layer begins anew for these "
                        + dataset.labels().size()
                : "";
        log.say("beginning with version %s%s", origin, head);
        return weights;
    }
}
