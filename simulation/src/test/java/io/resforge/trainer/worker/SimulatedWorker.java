package io.resforge.trainer.worker;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.Normalisation;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.run.EpochRecord;
import io.resforge.registry.run.RunAttempt;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStatus.Progress;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.trainer.contract.ExitCode;
import io.resforge.trainer.worker.RunConclusion.RunFailures;
import io.resforge.trainer.worker.RunConclusion.WorkerOutcome;
import io.resforge.trainer.worker.claim.RunClaimer.ClaimedRun;
import io.resforge.trainer.worker.request.RunRegistration.RunHasEnded;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.dataset.LabelledImages;
import io.resforge.training.loop.Evaluation;
import io.resforge.training.loop.TrainingResult;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.training.recipe.RecipeWriter;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A worker that does all that a worker does with the store, with the same classes, and learns nothing: its network is the smallest that
 * there is, and how good it becomes is given. What a worker does with its machine is left out.
 */
public final class SimulatedWorker {

    /** What all runs here are asked for. */
    public static final Recipe RECIPE = RecipeReader.yaml("{arch: 'wide-1:channels=1', precision: fp32}");

    /** How many images are held out, and so how many accuracies there are. */
    public static final int HELD_OUT = 20;

    private static final int EPOCHS = 3;
    private static final List<String> LABELS = List.of("cat", "dog");
    private static final Dataset DATASET = Dataset.of(
            "tiny",
            LABELS,
            new LabelledImages(ImageShape.MNIST, new byte[4 * ImageShape.MNIST.bytes()], new int[] {0, 0, 1, 1}),
            Optional.empty());
    private static final ParameterLayout LAYOUT =
            ParameterLayout.of(RECIPE.arch().graph(ImageShape.MNIST, LABELS.size()));

    private final ObjectStore store;
    private final Clock clock;
    private final Runnable epoch;
    private final RunStore runs;
    private final WorkerLog log;

    /** Tries again at once, since a request takes its time here. */
    private final FailsafeExecutor<Object> retries = Failsafe.with(
            RetryPolicy.builder().handle(StoreFailure.class).withMaxRetries(5).build());

    /** @param epoch lets the time of an epoch go by */
    public SimulatedWorker(ObjectStore store, Clock clock, Runnable epoch) {
        this.store = store;
        this.clock = clock;
        this.epoch = epoch;
        this.runs = new RunStore(store);
        this.log =
                new WorkerLog(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8), clock);
    }

    /** Works on a run until it has ended. */
    public ExitCode work(RunSpec spec, RunAttempt launch, int right) {
        ClaimedRun claimed = new ClaimedRun(spec, launch);
        try {
            RunHasEnded.check(runs, spec.runId());
        } catch (RunHasEnded e) {
            return WorkerOutcome.codeOfEnded(e.outcome());
        } catch (StoreFailure e) {
            return ExitCode.FAILURE;
        }
        return new RunConclusion(store, claimed, retries, Optional.empty(), clock, log).of(train(claimed, right));
    }

    /** Publishes what a run of long ago has trained, of which nothing else is left. */
    public void publish(String runId, int right) {
        RunSpec spec = new RunSpec(runId, "digits", "/data", null, RecipeWriter.tree(RECIPE), clock.instant());
        new Publication(new Checkpoints(store, clock), new Promotions(store, clock), retries, log)
                .publish(trained(spec, right), Optional.empty(), () -> true);
    }

    private WorkerOutcome train(ClaimedRun claimed, int right) {
        Checkpoints checkpoints = new Checkpoints(store, clock);
        AtomicBoolean taken = new AtomicBoolean();
        Reporter reporter =
                new Reporter(runs, claimed, Duration.ofMinutes(1), clock, log, () -> taken.set(true), () -> {});
        try {
            claimed.spec().origin().ifPresent(origin -> checkpoints.fetch(origin.model(), origin.version()));
            for (int done = 0; done <= EPOCHS; done++) {
                tell(reporter, done);
                if (taken.get()) {
                    return new WorkerOutcome.Ended();
                }
                epoch.run();
            }
            Publication publication = new Publication(checkpoints, new Promotions(store, clock), retries, log);
            return publication.release(
                    trained(claimed.spec(), right),
                    Optional.empty(),
                    () -> runs.isTaken(claimed.spec(), claimed.launch()));
        } catch (RuntimeException e) {
            return RunFailures.known(e).orElseThrow(() -> e);
        }
    }

    private static void tell(Reporter reporter, int done) {
        int number = Math.min(done + 1, EPOCHS);
        reporter.progress(new Progress(number, EPOCHS, 0, 10, 1, .5, null, null, 1000, 60, .1));
        if (done > 0) {
            reporter.finished(new EpochRecord(done, 1, .5, null, 1, .5, null, null, null, .1, 1000, true));
        }
        reporter.report();
    }

    private static TrainedModel trained(RunSpec spec, int right) {
        float[] parameters = new float[LAYOUT.parameterCount()];
        Arrays.fill(parameters, spec.runId().hashCode() / 1e9f);
        Evaluation heldOut = heldOut(right);
        TrainingResult result = new TrainingResult(
                EPOCHS,
                new Weights(parameters, new float[LAYOUT.statisticCount()]),
                new Normalisation.None(),
                4,
                heldOut,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new TrainedModel(spec, RECIPE, DATASET, result, Map.of(), Optional.empty());
    }

    /** The held-out images, of which so many are classified correctly. */
    private static Evaluation heldOut(int right) {
        int[] labels = new int[HELD_OUT];
        float[] logits = new float[2 * HELD_OUT];
        for (int image = 0; image < HELD_OUT; image++) {
            labels[image] = image % 2;
            logits[2 * image + (image < right ? labels[image] : 1 - labels[image])] = 3;
        }
        return new Evaluation(
                new LabelledImages(ImageShape.MNIST, new byte[HELD_OUT * ImageShape.MNIST.bytes()], labels), logits);
    }
}
