package io.resforge.trainer.worker;

import io.resforge.network.layout.Weights;
import io.resforge.network.summary.Summary;
import io.resforge.network.torch.Precision;
import io.resforge.network.torch.TorchRuntime;
import io.resforge.registry.checkpoint.Checkpoint;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.run.RunSpec;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.event.TrainingEvent;
import io.resforge.training.loop.Training;
import io.resforge.training.loop.TrainingResult;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.training.recipe.RecipeTree;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The training of one run, on the thread that calls it. */
final class TrainingJob {

    private final Checkpoints checkpoints;
    private final int threads;
    private final WorkerLog log;

    TrainingJob(Checkpoints checkpoints, int threads, WorkerLog log) {
        this.checkpoints = checkpoints;
        this.threads = threads;
        this.log = log;
    }

    /**
     * Trains.
     *
     * @throws InterruptedException if the thread was interrupted
     */
    Trained train(RunSpec spec, Consumer<TrainingEvent> events) throws InterruptedException {
        Recipe recipe = allowed(() -> settled(spec.recipe()));
        log.say("reading the data set %s", spec.dataset());
        Dataset dataset = Dataset.open(Path.of(spec.dataset()));
        Optional<Weights> from = from(spec, dataset);
        TorchRuntime.tuneAllocator();
        TorchRuntime.start(threads);
        Training training = allowed(() -> new Training(recipe, dataset, from, events));
        log.say("the network:%n%s", Summary.of(training.graph()).text());
        TrainingResult result = training.run();
        return new Trained(spec, recipe, dataset, result, Software.versions(threads));
    }

    /** The recipe with the precision that this machine trains in, so that the manifest tells it. */
    private static Recipe settled(Map<String, Object> recipe) {
        Precision precision = RecipeReader.tree(recipe).precision().here();
        return RecipeReader.tree(
                new RecipeTree(recipe).with("precision", precision.name().toLowerCase(Locale.ROOT)));
    }

    /** What is refused here is refused wherever and whenever it is tried. */
    private static <T> T allowed(Supplier<T> step) {
        try {
            return step.get();
        } catch (IllegalArgumentException e) {
            throw new BadInput(e.getMessage());
        }
    }

    private Optional<Weights> from(RunSpec spec, Dataset dataset) {
        if (spec.fromVersion() == null) {
            return Optional.empty();
        }
        Checkpoint checkpoint = checkpoints.fetch(spec.model(), spec.fromVersion());
        if (!checkpoint.manifest().labels().equals(dataset.labels())) {
            throw new BadInput(
                    "version %s tells %s apart, but the classes of %s are %s: they must be the same to begin with it"
                            .formatted(
                                    spec.fromVersion(),
                                    checkpoint.manifest().labels(),
                                    spec.dataset(),
                                    dataset.labels()));
        }
        log.say("beginning with version %s", spec.fromVersion());
        return Optional.of(checkpoint.weights());
    }
}
