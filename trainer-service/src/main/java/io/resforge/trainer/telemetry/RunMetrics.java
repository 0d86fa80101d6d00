package io.resforge.trainer.telemetry;

import static java.util.stream.Collectors.toSet;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.promotion.Promotion;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.run.EpochRecord;
import io.resforge.registry.run.RunStatus.Progress;
import io.resforge.registry.run.RunStore;
import io.resforge.trainer.backend.RunView;
import io.resforge.trainer.contract.RunState;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.jboss.logging.Logger;

/** What the store tells of runs, as metrics. Several control planes over one store tell the same. */
@Singleton
public final class RunMetrics implements Consumer<List<RunView>> {

    private static final Logger LOG = Logger.getLogger(RunMetrics.class);

    private final MeterRegistry registry;
    private final Promotions promotions;
    private final RunStore store;
    private final MultiGauge runs;
    private final RunGauges gauges;

    /** The number of each model's newest promotion: entries are numbered from 1, so it is also how many there are. */
    private final Map<String, Long> promoted = new ConcurrentHashMap<>();

    private final Map<String, EpochRecord> lastEpochs = new ConcurrentHashMap<>();

    public RunMetrics(MeterRegistry registry, Promotions promotions, RunStore store) {
        this.registry = registry;
        this.promotions = promotions;
        this.store = store;
        this.runs =
                MultiGauge.builder("resforge.runs").description("Runs by state").register(registry);
        this.gauges = new RunGauges(registry);
    }

    /** Takes all runs as they are now. */
    @Override
    public void accept(List<RunView> all) {
        runs.register(
                Arrays.stream(RunState.values()).map(state -> count(state, all)).toList(), true);
        List<RunView> training =
                all.stream().filter(run -> run.state() == RunState.RUNNING).toList();
        training.forEach(this::updateLastEpoch);
        lastEpochs.keySet().retainAll(training.stream().map(RunView::id).collect(toSet()));
        gauges.show(training, lastEpochs);
        all.stream().map(run -> run.spec().model()).distinct().forEach(this::countPromotions);
    }

    private static MultiGauge.Row<?> count(RunState state, List<RunView> all) {
        long count = all.stream().filter(run -> run.state() == state).count();
        return MultiGauge.Row.of(Tags.of("state", state.name().toLowerCase(Locale.ROOT)), count);
    }

    private void updateLastEpoch(RunView run) {
        EpochRecord known = lastEpochs.get(run.id());
        int number = known == null ? 0 : known.epoch();
        int finished = run.progress().map(Progress::epoch).orElse(0);
        if (finished > number) {
            List<EpochRecord> more = store.epochsAfter(run.id(), number);
            if (!more.isEmpty()) {
                lastEpochs.put(run.id(), more.getLast());
            }
        }
    }

    private void countPromotions(String model) {
        boolean isNew =
                promoted.putIfAbsent(model, 0L) == null; // shown at 0, so that the first promotion is seen to be one
        try {
            promotions
                    .newerThan(model, promoted.get(model))
                    .map(Promotion::number)
                    .ifPresent(number -> promoted.put(model, number));
        } catch (DamagedObject e) {
            // A caller who asks for the champion is told; here the count stays as it is.
            LOG.debugf("The promotions of %s are not counted: %s", model, e.getMessage());
        }
        if (isNew) {
            FunctionCounter.builder("resforge.promotions", promoted, counts -> counts.get(model))
                    .description("Promotions of a model, rollbacks among them")
                    .tag("model", model)
                    .register(registry);
        }
    }

    /** How far each run is that trains now. */
    private static final class RunGauges {

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
            this.accuracy = gauge(
                    registry, "accuracy", "Share of images classified correctly, from 0 to 1; split as for the loss");
            this.learningRate = gauge(registry, "learning.rate", "Learning rate of the last step");
            this.speed = gauge(registry, "images.per.second", "Training images a second");
            this.secondsLeft =
                    gauge(registry, "seconds.left", "Seconds until training is over, as far as the speed tells");
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
}
