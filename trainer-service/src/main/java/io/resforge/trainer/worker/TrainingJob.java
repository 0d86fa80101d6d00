package io.resforge.trainer.worker;

import ai.djl.engine.Engine;
import io.resforge.neuralnet.layout.Summary;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.resnet.Architecture;
import io.resforge.neuralnet.torch.ComputeDevice;
import io.resforge.neuralnet.torch.Precision;
import io.resforge.neuralnet.torch.Processor;
import io.resforge.neuralnet.torch.TorchRuntime;
import io.resforge.registry.checkpoint.Checkpoint;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.run.RunAttempt;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.value.VersionReference;
import io.resforge.trainer.worker.claim.RunClaimer.ClaimedRun;
import io.resforge.trainer.worker.request.RunRegistration.BadInput;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.dataset.SkippedFiles;
import io.resforge.training.dataset.SkippedFiles.DatasetFileList;
import io.resforge.training.loop.Training;
import io.resforge.training.loop.TrainingEvent;
import io.resforge.training.loop.TrainingResult;
import io.resforge.training.recipe.PrecisionChoice;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.training.resume.Snapshot;
import io.resforge.training.tuning.FineTuning;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The training of one run, on the thread that calls it. */
final class TrainingJob {

    private final Checkpoints checkpoints;
    private final int threads;
    private final ComputeDevice device;
    private final boolean exactly;
    private final CachedData data;
    private final Consumer<ComputeDevice> chosen;
    private final WorkerLog log;

    /**
     * @param exactly whether a run only goes on where it ends with the same bits as if it had never stopped
     * @param data where data sets are
     * @param chosen told what computes
     */
    TrainingJob(
            Checkpoints checkpoints,
            int threads,
            ComputeDevice device,
            boolean exactly,
            CachedData data,
            Consumer<ComputeDevice> chosen,
            WorkerLog log) {
        this.checkpoints = checkpoints;
        this.threads = threads;
        this.device = device;
        this.exactly = exactly;
        this.data = data;
        this.chosen = chosen;
        this.log = log;
    }

    /**
     * Trains.
     *
     * @throws InterruptedException if the thread was interrupted; the last snapshot is kept then
     * @throws UnlikeMachine if it may only go on exactly, and cannot here
     */
    TrainedModel train(ClaimedRun claimed, StoredSnapshots snapshots, Consumer<TrainingEvent> events)
            throws InterruptedException {
        RunSpec spec = claimed.spec();
        Recipe asked = allowed(() -> RecipeReader.tree(spec.recipe()));
        log.say("reading the data set %s", spec.dataset());
        Path folder = data.folder(spec.dataset());
        DatasetReading reading = DatasetReading.begin(folder, asked);
        Optional<Snapshot> snapshot = snapshots.newest();
        // Other threads would add in another order, and the run would end with other weights than if it had never
        // stopped. On another kind of processor it does so anyway.
        int used = snapshot.filter(SoftwareVersions::isOfThisProcessor)
                .map(Snapshot::threads)
                .orElse(threads);
        TorchRuntime.tuneForTraining();
        ComputeDevice computing = allowed(() -> TorchRuntime.start(used, device));
        log.say("computing on %s with %d threads%s", computing.label(), used, used == threads ? "" : ", as up to here");
        chosen.accept(computing);
        Recipe recipe = asked.in(precision(asked, snapshot, claimed.launch(), computing));
        Dataset dataset = reading.await();
        SkippedFiles.sentence(DatasetFileList.in(folder).skipped()).ifPresent(left -> log.say("%s", left));
        Optional<Weights> from =
                snapshot.isPresent() ? Optional.empty() : spec.origin().map(origin -> begin(origin, recipe, dataset));
        Training training = allowed(() -> new Training(recipe, dataset, from, events));
        log.say("the network:");
        log.table(Summary.of(training.graph()).text());
        Map<String, String> circumstances = SoftwareVersions.circumstances();
        List<String> changes =
                snapshot.map(it -> changes(training, it, circumstances)).orElse(List.of());
        TrainingResult result = training.run(snapshot, snapshots, circumstances);
        return new TrainedModel(
                spec, recipe, dataset, result, SoftwareVersions.versions(computing, changes), Optional.empty());
    }

    /** The arithmetic of a run that begins is what was asked for; one that has begun goes on in any. */
    private Precision precision(Recipe asked, Optional<Snapshot> snapshot, RunAttempt launch, ComputeDevice computing) {
        if (snapshot.isPresent()) {
            return PrecisionChoice.goingOn(snapshot.get().precision(), computing);
        }
        if (launch.attempt() == 1 || exactly) {
            return allowed(() -> asked.precision().on(computing));
        }
        Precision precision = asked.precision().onOrFp32(computing);
        if (asked.precision() == PrecisionChoice.BF16 && precision != Precision.BF16) {
            log.say("warning: the run begins again in fp32, since this machine has no fast bf16");
        }
        return precision;
    }

    /** What differs from the circumstances in which the run has begun, said if it is new. */
    private List<String> changes(Training training, Snapshot snapshot, Map<String, String> circumstances) {
        List<String> changes = training.changes(snapshot, circumstances);
        if (changes.size() > snapshot.changes().size()) {
            if (exactly) {
                throw new UnlikeMachine(changes.getLast());
            }
            log.say(
                    "warning: the weights will not be those of a run that never stopped, to the last bit: %s",
                    changes.getLast());
        }
        return changes;
    }

    /** This machine would not go on with a run exactly; the message says what differs. */
    static final class UnlikeMachine extends RuntimeException {
        private UnlikeMachine(String difference) {
            super(difference);
        }
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

    /** Reads a data set on a thread of its own, since PyTorch takes as long to start. */
    private static final class DatasetReading {

        private final FutureTask<Dataset> task;

        private DatasetReading(FutureTask<Dataset> task) {
            this.task = task;
        }

        /** Begins to read what a recipe is to be trained on. */
        static DatasetReading begin(Path folder, Recipe recipe) {
            FutureTask<Dataset> task = new FutureTask<>(() -> read(folder, recipe));
            Thread.ofPlatform().name("data set").daemon().start(task);
            return new DatasetReading(task);
        }

        private static Dataset read(Path folder, Recipe recipe) {
            Dataset dataset = Dataset.open(folder, recipe.image());
            recipe.arch()
                    .requireTrainable(
                            dataset.training().shape(), dataset.labels().size());
            return dataset;
        }

        /**
         * Waits for the data set.
         *
         * @throws io.resforge.training.dataset.InvalidDataset if it cannot be read
         * @throws BadInput if the recipe's network cannot be trained on it
         */
        Dataset await() throws InterruptedException {
            try {
                return task.get();
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case IllegalArgumentException refused -> throw new BadInput(refused.getMessage());
                    case RuntimeException told -> throw told;
                    case Error unexpected -> throw unexpected;
                    default -> throw new IllegalStateException(e.getCause());
                }
            }
        }
    }

    /** What trained a checkpoint, for its manifest. */
    private static final class SoftwareVersions {

        private SoftwareVersions() {}

        private static final String CPU_FEATURES = "cpu_features";

        /**
         * Versions by name; the engine must have been started.
         *
         * @param changes of what is told here since the run began, in words
         */
        static Map<String, String> versions(ComputeDevice device, List<String> changes) {
            Map<String, String> versions = new TreeMap<>(circumstances());
            versions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
            versions.put("cpu", Processor.current().name());
            versions.put("device", device.label());
            versions.put("commit", build("commit"));
            versions.put("threads", Integer.toString(TorchRuntime.threads()));
            if (!changes.isEmpty()) {
                versions.put("changes", String.join("; ", changes));
            }
            return versions;
        }

        /** Those of them that the last bits of weights depend on, beside device and threads; the engine must have been started. */
        static Map<String, String> circumstances() {
            Map<String, String> circumstances = new TreeMap<>();
            circumstances.put("resforge", build("version"));
            circumstances.put("pytorch", Engine.getInstance().getVersion());
            circumstances.put("java", Runtime.version() + " (" + System.getProperty("java.vendor") + ")");
            circumstances.put("arch", System.getProperty("os.arch"));
            circumstances.put(CPU_FEATURES, cpuFeatures());
            TorchRuntime.gpu().ifPresent(gpu -> circumstances.put("gpu", gpu));
            return circumstances;
        }

        /** Whether a snapshot was taken on a processor like this one, as far as it says. */
        static boolean isOfThisProcessor(Snapshot snapshot) {
            return !snapshot.has(CPU_FEATURES) || snapshot.fact(CPU_FEATURES).equals(cpuFeatures());
        }

        private static String cpuFeatures() {
            return String.join(" ", Processor.current().tellingFeatures());
        }

        /** What the build wrote down about itself. */
        private static String build(String what) {
            try (InputStream file = SoftwareVersions.class.getResourceAsStream("/resforge-version.properties")) {
                Properties properties = new Properties();
                properties.load(file);
                return properties.getProperty(what);
            } catch (IOException e) {
                throw new UncheckedIOException("what the build wrote about itself cannot be read", e);
            }
        }
    }
}
