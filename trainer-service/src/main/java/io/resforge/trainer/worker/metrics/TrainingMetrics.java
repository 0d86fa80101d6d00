package io.resforge.trainer.worker.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.resforge.support.ResidentMemory;
import io.resforge.trainer.worker.metrics.EventAges.WorkerEvent;
import io.resforge.training.loop.TrainingEvent;
import io.resforge.training.loop.TrainingEvent.CheckpointSaved;
import io.resforge.training.loop.TrainingEvent.EpochFinished;
import io.resforge.training.loop.TrainingEvent.EpochStarted;
import io.resforge.training.loop.TrainingEvent.Resumed;
import io.resforge.training.loop.TrainingEvent.RunFinished;
import io.resforge.training.loop.TrainingEvent.RunStarted;
import io.resforge.training.loop.TrainingEvent.StepsDone;
import io.resforge.training.loop.TrainingEvent.StoppedEarly;
import io.resforge.training.loop.TrainingEvent.TrainingScore;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What a live worker tells of itself; {@code docs/metrics.md} lists it. */
public final class TrainingMetrics implements Consumer<TrainingEvent> {

    /** A worker of which nothing was seen for so long hangs. */
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(10);

    private static final String PREFIX = "resforge.training.";

    @SuppressWarnings("deprecation") // Quarkus brings this generation of Prometheus' client for the control plane
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private final LongSupplier nanoTime;
    private final EventAges ages;
    private MetricsSubject subject;
    private String device = "";
    private RunStarted run;
    private StepTimes steps;
    private int stepsBefore;
    private volatile TrainingProgress standing;
    private volatile TrainingScore heldOut;
    private volatile double best;

    /** @param nanoTime a clock as {@link System#nanoTime} is one */
    public TrainingMetrics(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.ages = new EventAges(nanoTime);
        ages.now(WorkerEvent.ACTIVITY);
    }

    /** All as Prometheus reads it. */
    public String scrape() {
        return registry.scrape();
    }

    /** Why the worker is not well; empty if it is. */
    public Optional<String> trouble() {
        double silent = ages.seconds(WorkerEvent.ACTIVITY);
        return silent < LONGEST_SILENCE.toSeconds()
                ? Optional.empty()
                : Optional.of(String.format(Locale.ROOT, "nothing has happened for %,.0f s", silent));
    }

    /** The worker has its run, and begins. */
    public void begins(MetricsSubject work) {
        subject = work;
        registry.config()
                .commonTags(
                        "run", work.run(),
                        "model", work.model(),
                        "recipe", work.recipe(),
                        "architecture", work.architecture());
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new ResidentMemory().bindTo(registry);
        ages.now(WorkerEvent.ACTIVITY);
        ages.now(WorkerEvent.REPORT);
        ages.now(WorkerEvent.SNAPSHOT);
        gauge("activity.age", "seconds", "Since training last got on", () -> ages.seconds(WorkerEvent.ACTIVITY));
        gauge("snapshot.age", "seconds", "Since the newest snapshot", () -> ages.seconds(WorkerEvent.SNAPSHOT));
        gauge("report.age", "seconds", "Since the store last took all reports", () -> ages.seconds(WorkerEvent.REPORT));
    }

    /** What computes is known. */
    public void computesOn(String name) {
        device = name;
    }

    /** A snapshot was kept. */
    public void snapshotKept() {
        ages.now(WorkerEvent.SNAPSHOT);
    }

    /** The store took all reports. */
    public void reported() {
        ages.now(WorkerEvent.REPORT);
    }

    @Override
    public void accept(TrainingEvent event) {
        ages.now(WorkerEvent.ACTIVITY);
        switch (event) {
            case RunStarted started -> began(started);
            case Resumed(int _, int done) -> stepsBefore = done;
            case EpochStarted _ -> {
                steps.epochBegins(stepsBefore);
                stepsBefore = 0;
            }
            case StepsDone done -> {
                steps.done(done);
                show(TrainingProgress.of(run, done));
            }
            case EpochFinished epoch -> finished(epoch);
            case CheckpointSaved(int _, double accuracy) -> better(accuracy);
            case StoppedEarly _, RunFinished _ -> {
                // The end of the run is the end of this process.
            }
        }
    }

    private void began(RunStarted started) {
        run = started;
        steps = new StepTimes(registry, nanoTime, started);
        Gauge.builder(PREFIX + "info", () -> 1)
                .description("Always 1")
                .tags(Tags.of(
                        "device", device,
                        "precision", started.precision().name().toLowerCase(Locale.ROOT),
                        "attempt", Integer.toString(subject.attempt())))
                .register(registry);
        gauge("epochs", null, "How many epochs there are to be", started::epochs);
    }

    private void show(TrainingProgress now) {
        boolean first = standing == null;
        standing = now;
        if (first) {
            split("training", () -> standing.training());
            gauge("learning.rate", null, "Of the last step", () -> standing.learningRate());
            gauge("gradient.norm", null, "Mean over the epoch so far, before clipping", () -> standing.gradientNorm());
            gauge("epoch", null, "The epoch under way, from 1", () -> standing.epoch());
            gauge("progress.ratio", null, "Share of all steps that are done", () -> standing.progress());
            gauge("seconds.left", null, "Until training is over", () -> standing.secondsLeft());
            gauge("images.per.second", null, "Over the last ten seconds", () -> standing.imagesPerSecond());
        }
    }

    private void finished(EpochFinished epoch) {
        steps.done(epoch);
        show(TrainingProgress.of(run, epoch));
        boolean first = heldOut == null;
        heldOut = epoch.heldOut();
        if (first) {
            split("held_out", () -> heldOut);
        }
    }

    private void better(double accuracy) {
        boolean first = !ages.isKnown(WorkerEvent.CHECKPOINT);
        best = accuracy;
        ages.now(WorkerEvent.CHECKPOINT);
        if (first) {
            gauge("best.accuracy", null, "The highest on held-out images by this worker", () -> best);
            gauge(
                    "checkpoint.age",
                    "seconds",
                    "Since the best epoch so far",
                    () -> ages.seconds(WorkerEvent.CHECKPOINT));
        }
    }

    private void split(String split, Supplier<TrainingScore> score) {
        Gauge.builder(PREFIX + "loss", () -> score.get().loss())
                .description("Mean loss: of the epoch under way in training, of the last one on held-out images")
                .tag("split", split)
                .register(registry);
        Gauge.builder(PREFIX + "accuracy", () -> score.get().accuracy())
                .description("Share of images classified correctly; split as for the loss")
                .tag("split", split)
                .register(registry);
    }

    private void gauge(String name, String unit, String description, DoubleSupplier value) {
        Gauge.builder(PREFIX + name, value::getAsDouble)
                .description(description)
                .baseUnit(unit)
                .register(registry);
    }

    /**
     * What a worker's metrics are about.
     *
     * @param run the run's id
     * @param model that gets the checkpoint
     * @param recipe the name of a recipe that comes with the program, or {@code inline}
     * @param architecture of the network
     * @param attempt which one at the run this is, from 1
     */
    public record MetricsSubject(String run, String model, String recipe, String architecture, int attempt) {}
}
