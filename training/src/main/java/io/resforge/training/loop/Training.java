package io.resforge.training.loop;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.Normalisation;
import io.resforge.neuralnet.image.Normalisation.PixelStatistics;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.torch.Precision;
import io.resforge.neuralnet.torch.TorchRuntime;
import io.resforge.neuralnet.torch.TrainableNetwork;
import io.resforge.neuralnet.torchscript.Loss;
import io.resforge.training.augment.Mixup;
import io.resforge.training.augment.Preparation;
import io.resforge.training.augment.Seeds;
import io.resforge.training.batch.BatchStream;
import io.resforge.training.batch.EpochPlan;
import io.resforge.training.batch.EpochPlan.BatchPosition;
import io.resforge.training.batch.ShuffledBatches;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.dataset.InvalidDataset;
import io.resforge.training.dataset.LabelledImages;
import io.resforge.training.dataset.Split;
import io.resforge.training.loop.Evaluation.Evaluator;
import io.resforge.training.loop.TrainingEvent.Resumed;
import io.resforge.training.loop.TrainingEvent.RunStarted;
import io.resforge.training.recipe.InvalidRecipe;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.resume.Snapshot;
import io.resforge.training.resume.Snapshot.Snapshots;
import io.resforge.training.resume.Snapshot.UnusableSnapshot;
import io.resforge.training.resume.SnapshotOrigin;
import io.resforge.training.tuning.Frozen;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    private final InitialWeights initial;
    private final Frozen frozen;
    /** A processor would only compute more: its images are where the step reads them. */
    private boolean imagesOnDevice = TorchRuntime.runsOnGpu();

    /**
     * Prepares a run.
     *
     * @param dataset whose images have the recipe's shape, if it asks for one
     * @param from weights to begin with; fresh ones if empty
     * @param events hears of each event on the training thread, which waits for it
     * @throws IllegalArgumentException if the weights are not of the recipe's architecture with this many classes
     * @throws InvalidDataset if there are fewer training images than the recipe asks for
     * @throws InvalidRecipe if the recipe names layers that the network does not have
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
        this.dataset = recipe.trainImages() == 0 ? dataset : dataset.subset(recipe.trainImages());
        requireShape(dataset.training().shape());
        this.events = events;
        this.nanoTime = nanoTime;
        this.graph =
                recipe.arch().graph(dataset.training().shape(), dataset.labels().size(), recipe.dropout());
        ParameterLayout layout = ParameterLayout.of(graph);
        this.frozen = new Frozen(layout, recipe.freeze());
        this.initial = new InitialWeights(graph, this.dataset.training(), from, recipe.seed());
    }

    private void requireShape(ImageShape shape) {
        if (recipe.image().filter(asked -> !asked.equals(shape)).isPresent()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "the recipe is for images of %s, the data set was read with %s",
                    recipe.image().get(),
                    shape));
        }
    }

    /** Puts batches together on the device also where that is the processor. */
    Training withImagesOnDevice() {
        imagesOnDevice = true;
        return this;
    }

    /** The network that is trained. */
    public Graph graph() {
        return graph;
    }

    /** Trains from the beginning, without keeping snapshots. */
    public TrainingResult run() throws InterruptedException {
        return run(Optional.empty(), Snapshots.none());
    }

    /** Trains where only precision, device and threads are known to decide the last bits. */
    public TrainingResult run(Optional<Snapshot> snapshot, Snapshots snapshots) throws InterruptedException {
        return run(snapshot, snapshots, Map.of());
    }

    /**
     * What has changed since the run of a snapshot began, so that its weights may end with other last bits than if it had never stopped:
     * in words, one for each time that it went on in other circumstances; empty if nothing did.
     *
     * @param circumstances as {@link #run(Optional, Snapshots, Map)} gets them
     * @throws UnusableSnapshot if the snapshot is of another recipe or of other images
     */
    public List<String> changes(Snapshot snapshot, Map<String, String> circumstances) {
        return origin(precision(), circumstances).after(snapshot).changes();
    }

    /**
     * Trains.
     *
     * @param snapshot to go on from; empty to begin at the beginning
     * @param snapshots where new ones are kept
     * @param circumstances what decides the last bits of results beside precision, device and threads, by name; snapshots note them
     * @throws Diverged if the loss is NaN or infinite
     * @throws UnusableSnapshot if the snapshot is of another recipe or of other images
     * @throws IllegalArgumentException if this device lacks the recipe's precision
     * @throws InterruptedException if the thread is interrupted; it then stops after the step under way, and a last snapshot is kept
     */
    public TrainingResult run(Optional<Snapshot> snapshot, Snapshots snapshots, Map<String, String> circumstances)
            throws InterruptedException {
        Precision precision = precision();
        SnapshotOrigin begun = origin(precision, circumstances);
        SnapshotOrigin origin = snapshot.map(begun::after).orElse(begun);
        BatchPosition place = snapshot.map(Snapshot::place).orElse(BatchPosition.START);

        Split split = Split.of(dataset.training());
        Normalisation normalisation = normalisation(split);
        StepPlan course = new StepPlan(recipe, new EpochPlan(split.training().length, recipe.batchSize()));
        Evaluator evaluator = evaluator(split, normalisation);
        Weights begin = snapshot.isPresent() ? initial.weights() : initial.fittedTo(split, normalisation);
        try (TrainableNetwork network = TrainableNetwork.of(graph, begin, precision, loss());
                BatchStream batches = batches(split, normalisation, course.plan(), place)) {
            tellStart(course, evaluator, precision);
            Descent descent = new Descent(network, recipe, frozen, (long) course.epochs() * course.movesPerEpoch());
            TrainingPace pace = pace(course, evaluator, place);
            EpochLoop run = new EpochLoop(course, descent, batches, evaluator, pace, events, origin, snapshots);
            if (snapshot.isPresent()) {
                restore(run, snapshot.get());
            }
            return run.train();
        }
    }

    private Precision precision() {
        return recipe.precision().on(TorchRuntime.chosen());
    }

    private SnapshotOrigin origin(Precision precision, Map<String, String> circumstances) {
        return SnapshotOrigin.of(
                recipe.in(precision),
                dataset.digest(),
                precision,
                TorchRuntime.chosen(),
                TorchRuntime.threads(),
                circumstances);
    }

    private Evaluator evaluator(Split split, Normalisation normalisation) {
        LabelledImages heldOut = dataset.training().select(split.heldOut());
        return new Evaluator(graph, normalisation, heldOut, dataset.test(), recipe.flipAveraging(), recipe.sixViews());
    }

    private void restore(EpochLoop run, Snapshot snapshot) throws InterruptedException {
        try {
            run.restore(snapshot);
        } catch (IllegalArgumentException e) {
            throw new UnusableSnapshot("it does not fit the run: " + e.getMessage(), e);
        }
        events.accept(new Resumed(snapshot.place().epoch(), snapshot.place().step()));
    }

    private void tellStart(StepPlan course, Evaluator evaluator, Precision precision) {
        events.accept(new RunStarted(
                recipe.arch().name(),
                initial.weights().parameters().length,
                course.plan().images(),
                evaluator.heldOut().count(),
                dataset.test().map(LabelledImages::count).orElse(0),
                recipe.epochs(),
                course.plan().steps(),
                precision));
    }

    private TrainingPace pace(StepPlan course, Evaluator evaluator, BatchPosition place) {
        int epochsLeft = Math.max(0, recipe.epochs() - place.epoch() + 1);
        return new TrainingPace(
                nanoTime,
                course.images() - course.imagesBefore(place),
                (long) epochsLeft * evaluator.imagesAnEpoch() + evaluator.testImages());
    }

    private Loss loss() {
        return new Loss(recipe.labelSmoothing(), recipe.augment().stream().anyMatch(Mixup.class::isInstance));
    }

    private Normalisation normalisation(Split split) {
        LabelledImages training = dataset.training().select(split.training());
        return PixelStatistics.measure(recipe.normalisation(), training.pixels(), training.shape());
    }

    private BatchStream batches(Split split, Normalisation normalisation, EpochPlan plan, BatchPosition place) {
        Preparation preparation =
                new Preparation(normalisation, dataset.training().shape(), recipe.augment());
        ShuffledBatches batches = new ShuffledBatches(
                dataset.training(), split.training(), preparation, plan, recipe.epochs(), recipe.seed());
        return imagesOnDevice && batches.suitDevice() ? batches.streamOnDevice(place) : batches.stream(place);
    }

    /**
     * What is known of a run's steps before the first of them. A move is a step of the optimizer: one for each {@code accumulate} batches of
     * an epoch, and one for those that are left at its end.
     */
    record StepPlan(Recipe recipe, EpochPlan plan) {

        int epochs() {
            return recipe.epochs();
        }

        /** Steps of the optimizer in an epoch. */
        int movesPerEpoch() {
            return Math.ceilDiv(plan.steps(), recipe.accumulate());
        }

        /** The optimizer's step that a batch is part of, counted from 0 over all epochs. */
        long move(BatchPosition batch) {
            return (batch.epoch() - 1L) * movesPerEpoch() + batch.step() / recipe.accumulate();
        }

        /** Whether the optimizer moves the weights after a batch. */
        boolean isLastOfMove(BatchPosition batch) {
            int done = batch.step() + 1;
            return done % recipe.accumulate() == 0 || done == plan.steps();
        }

        long dropoutSeed(BatchPosition batch) {
            return Seeds.derive(recipe.seed(), "dropout", batch.epoch(), batch.step());
        }

        /** Images that are trained on before a place. */
        long imagesBefore(BatchPosition place) {
            long images = (place.epoch() - 1L) * plan.images();
            for (int step = 0; step < place.step(); step++) {
                images += plan.size(step);
            }
            return images;
        }

        /** Images that are trained on in all. */
        long images() {
            return (long) recipe.epochs() * plan.images();
        }
    }
}
