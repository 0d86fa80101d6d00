package io.resforge.trainer.worker.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.resforge.support.ResidentMemory;
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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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
    private final Map<WorkerEvent, Long> lastEvents = new ConcurrentHashMap<>();
    private MetricsSubject subject;
    private String device = "";
    private RunStarted run;
    private StepTimes steps;
    private int stepsBefore;
    private volatile TrainingProgress latest;
    private volatile TrainingScore heldOut;
    private volatile double best;
    private volatile long broughtBytes;
    private volatile long missingBytes;

    /** @param nanoTime a clock such as {@link System#nanoTime} */
    public TrainingMetrics(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        happened(WorkerEvent.ACTIVITY);
    }

    /** All as Prometheus reads it. */
    public String scrape() {
        return registry.scrape();
    }

    /** Why the worker is not well; empty if it is. */
    public Optional<String> trouble() {
        double silent = secondsSince(WorkerEvent.ACTIVITY);
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
        happened(WorkerEvent.ACTIVITY);
        happened(WorkerEvent.REPORT);
        happened(WorkerEvent.SNAPSHOT);
        gauge("activity.age", "seconds", "Since training last got on", () -> secondsSince(WorkerEvent.ACTIVITY));
        gauge("snapshot.age", "seconds", "Since the newest snapshot", () -> secondsSince(WorkerEvent.SNAPSHOT));
        gauge("data.brought", "bytes", "Of the data set, into this machine's cache", () -> broughtBytes);
        gauge("data.missing", "bytes", "Of the data set, which the cache did not have", () -> missingBytes);
        gauge("report.age", "seconds", "Since the store last took all reports", () -> secondsSince(WorkerEvent.REPORT));
    }

    /** What computes is known. */
    public void computesOn(String name) {
        device = name;
    }

    /** So much of the data set has come into the cache, of what was missing there. */
    public void dataBrought(long bytes, long missing) {
        broughtBytes = bytes;
        missingBytes = missing;
        happened(WorkerEvent.ACTIVITY);
    }

    /** A snapshot was kept. */
    public void snapshotKept() {
        happened(WorkerEvent.SNAPSHOT);
    }

    /** The store took all reports. */
    public void reported() {
        happened(WorkerEvent.REPORT);
    }

    @Override
    public void accept(TrainingEvent event) {
        happened(WorkerEvent.ACTIVITY);
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
        boolean first = latest == null;
        latest = now;
        if (first) {
            split("training", () -> latest.training());
            gauge("learning.rate", null, "Of the last step", () -> latest.learningRate());
            gauge("gradient.norm", null, "Mean over the epoch so far, before clipping", () -> latest.gradientNorm());
            gauge("epoch", null, "The epoch under way, from 1", () -> latest.epoch());
            gauge("progress.ratio", null, "Share of all steps that are done", () -> latest.progress());
            gauge("seconds.left", null, "Until training is over", () -> latest.secondsLeft());
            gauge("images.per.second", null, "Over the last ten seconds", () -> latest.imagesPerSecond());
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
        boolean first = !lastEvents.containsKey(WorkerEvent.CHECKPOINT);
        best = accuracy;
        happened(WorkerEvent.CHECKPOINT);
        if (first) {
            gauge("best.accuracy", null, "The highest on held-out images by this worker", () -> best);
            gauge(
                    "checkpoint.age",
                    "seconds",
                    "Since the best epoch so far",
                    () -> secondsSince(WorkerEvent.CHECKPOINT));
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

    private void happened(WorkerEvent event) {
        lastEvents.put(event, nanoTime.getAsLong());
    }

    /** NaN if it never happened. */
    private double secondsSince(WorkerEvent event) {
        Long then = lastEvents.get(event);
        return then == null ? Double.NaN : (nanoTime.getAsLong() - then) / 1e9;
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

    /** What a worker does from time to time: steps and evaluations, snapshots, a best epoch so far, reports. */
    private enum WorkerEvent {
        ACTIVITY,
        SNAPSHOT,
        CHECKPOINT,
        REPORT
    }

    /** The progress of training, by the last event. */
    private record TrainingProgress(
            int epoch,
            double progress,
            TrainingScore training,
            double gradientNorm,
            double learningRate,
            double imagesPerSecond,
            double secondsLeft) {

        static TrainingProgress of(RunStarted run, StepsDone done) {
            return new TrainingProgress(
                    done.epoch(),
                    (done.epoch() - 1 + (double) done.step() / done.steps()) / run.epochs(),
                    done.training(),
                    done.gradientNorm(),
                    done.learningRate(),
                    done.imagesPerSecond(),
                    done.timeLeft().toMillis() / 1e3);
        }

        static TrainingProgress of(RunStarted run, EpochFinished epoch) {
            return new TrainingProgress(
                    epoch.epoch(),
                    (double) epoch.epoch() / run.epochs(),
                    epoch.training(),
                    epoch.gradientNorm(),
                    epoch.learningRate(),
                    epoch.imagesPerSecond(),
                    epoch.timeLeft().toMillis() / 1e3);
        }
    }
}
