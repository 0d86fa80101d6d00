package io.resforge.trainer.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.resforge.registry.run.EpochRecord;
import io.resforge.registry.run.RunStatus.Progress;
import io.resforge.trainer.backend.RunView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** How far each run is that trains now. */
final class RunGauges {

    private static final String TRAINING = "training";
    private static final String HELD_OUT = "held_out";

    private final MultiGauge progress;
    private final MultiGauge epoch;
    private final MultiGauge loss;
    private final MultiGauge accuracy;
    private final MultiGauge learningRate;
    private final MultiGauge speed;
    private final MultiGauge secondsLeft;

    RunGauges(MeterRegistry registry) {
        this.progress = gauge(registry, "progress.ratio", "Share of the run's steps that are done, from 0 to 1");
        this.epoch = gauge(registry, "epoch", "The epoch that is under way, from 1");
        this.loss = gauge(
                registry,
                "loss",
                "Mean loss: of the epoch under way on the training images, of the last one on those held out");
        this.accuracy =
                gauge(registry, "accuracy", "Share of images classified correctly, from 0 to 1; split as for the loss");
        this.learningRate = gauge(registry, "learning.rate", "Learning rate of the last step");
        this.speed = gauge(registry, "images.per.second", "Training images a second");
        this.secondsLeft = gauge(registry, "seconds.left", "Seconds until training is over, as far as the speed tells");
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
        return MultiGauge.builder("resforge.run." + name)
                .description(description)
                .register(registry);
    }

    /** Shows these runs, of which each has progress, and no others. */
    void show(List<RunView> runs, Map<String, EpochRecord> lastEpochs) {
        show(progress, runs, RunGauges::ratio);
        show(epoch, runs, Progress::epoch);
        show(learningRate, runs, Progress::learningRate);
        show(speed, runs, Progress::imagesPerSecond);
        show(secondsLeft, runs, Progress::secondsLeft);
        showSplit(loss, runs, Progress::loss, lastEpochs, EpochRecord::heldOutLoss);
        showSplit(accuracy, runs, Progress::accuracy, lastEpochs, EpochRecord::heldOutAccuracy);
    }

    private static void show(MultiGauge gauge, List<RunView> runs, ToDoubleFunction<Progress> value) {
        gauge.register(
                runs.stream()
                        .map(run -> MultiGauge.Row.of(tags(run), value(run, value)))
                        .toList(),
                true);
    }

    private static void showSplit(
            MultiGauge gauge,
            List<RunView> runs,
            ToDoubleFunction<Progress> training,
            Map<String, EpochRecord> lastEpochs,
            ToDoubleFunction<EpochRecord> heldOut) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        for (RunView run : runs) {
            rows.add(MultiGauge.Row.of(tags(run).and("split", TRAINING), value(run, training)));
            EpochRecord last = lastEpochs.get(run.id());
            if (last != null) {
                rows.add(MultiGauge.Row.of(tags(run).and("split", HELD_OUT), heldOut.applyAsDouble(last)));
            }
        }
        gauge.register(rows, true);
    }

    private static double value(RunView run, ToDoubleFunction<Progress> value) {
        return value.applyAsDouble(run.progress().orElseThrow());
    }

    private static double ratio(Progress progress) {
        double epochs = progress.epoch() - 1 + (double) progress.step() / progress.steps();
        return epochs / progress.epochs();
    }

    private static Tags tags(RunView run) {
        return Tags.of("run", run.id(), "model", run.spec().model());
    }
}
