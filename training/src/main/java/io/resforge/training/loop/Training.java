package io.resforge.training.loop;

import io.resforge.network.graph.Graph;
import io.resforge.network.image.Normalisation;
import io.resforge.network.image.NormalisationKind;
import io.resforge.network.image.PixelStatistics;
import io.resforge.network.initialisation.HeInitialisation;
import io.resforge.network.layout.ParameterLayout;
import io.resforge.network.layout.Weights;
import io.resforge.network.torch.TrainableNetwork;
import io.resforge.network.torchscript.Loss;
import io.resforge.training.augment.Preparation;
import io.resforge.training.batch.BatchStream;
import io.resforge.training.batch.EpochPlan;
import io.resforge.training.batch.ShuffledBatches;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.dataset.LabelledImages;
import io.resforge.training.dataset.Split;
import io.resforge.training.event.TrainingEvent;
import io.resforge.training.event.TrainingEvent.RunStarted;
import io.resforge.training.recipe.Recipe;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** One run of training, from images to weights. The engine must be started, and one thread must do all of it. */
public final class Training {

    private final Recipe recipe;
    private final Dataset dataset;
    private final Consumer<TrainingEvent> events;
    private final LongSupplier nanoTime;
    private final Graph graph;
    private final Weights initial;

    /**
     * Prepares a run.
     *
     * @param from weights to begin with; fresh ones if empty
     * @param events hears of each event on the training thread, which waits for it
     * @throws IllegalArgumentException if the weights are not of the recipe's architecture with this many classes
     */
    public Training(Recipe recipe, Dataset dataset, Optional<Weights> from, Consumer<TrainingEvent> events) {
        this(recipe, dataset, from, events, System::nanoTime);
    }

    /**
     * Prepares a run that tells the time by another clock.
     *
     * @param nanoTime a clock as {@link System#nanoTime} is one
     */
    public Training(
            Recipe recipe,
            Dataset dataset,
            Optional<Weights> from,
            Consumer<TrainingEvent> events,
            LongSupplier nanoTime) {
        this.recipe = recipe;
        this.dataset = dataset;
        this.events = events;
        this.nanoTime = nanoTime;
        this.graph = recipe.architecture()
                .graph(dataset.training().shape(), dataset.labels().size());
        ParameterLayout layout = ParameterLayout.of(graph);
        this.initial = from.map(layout::checkLengths).orElseGet(() -> HeInitialisation.weights(layout, recipe.seed()));
    }

    /** The network that is trained. */
    public Graph graph() {
        return graph;
    }

    /**
     * Trains.
     *
     * @throws Diverged if the loss is no finite number
     * @throws IllegalArgumentException if this processor lacks the recipe's precision
     * @throws InterruptedException if the thread is interrupted; it then stops after the step under way
     */
    public TrainingResult run() throws InterruptedException {
        Split split = Split.of(dataset.training());
        LabelledImages heldOut = dataset.training().select(split.heldOut());
        Normalisation normalisation = normalisation(split);
        EpochPlan plan = new EpochPlan(split.training().length, recipe.batchSize());
        try (TrainableNetwork network = TrainableNetwork.of(
                        graph, initial, recipe.precision(), new Loss(recipe.labelSmoothing(), false));
                BatchStream batches = batches(split, normalisation, plan)) {
            events.accept(new RunStarted(
                    recipe.architecture().name(),
                    network.layout().parameterCount(),
                    split.training().length,
                    heldOut.count(),
                    dataset.test().map(LabelledImages::count).orElse(0),
                    recipe.epochs(),
                    plan.steps(),
                    recipe.precision()));
            Evaluator evaluator = new Evaluator(graph, normalisation, heldOut, dataset.test());
            return new Run(recipe, plan, network, batches, evaluator, events, nanoTime).train();
        }
    }

    private Normalisation normalisation(Split split) {
        LabelledImages training = dataset.training().select(split.training());
        return PixelStatistics.measure(NormalisationKind.MEAN_DEVIATION, training.pixels(), training.shape());
    }

    private BatchStream batches(Split split, Normalisation normalisation, EpochPlan plan) {
        Preparation preparation = new Preparation(
                normalisation, dataset.training().shape(), recipe.augment() ? Preparation.standard() : List.of());
        return new ShuffledBatches(
                        dataset.training(), split.training(), preparation, plan, recipe.epochs(), recipe.seed())
                .stream();
    }
}
