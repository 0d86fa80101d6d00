package io.resforge.training.loop;

import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.logits.AccuracyInterval;
import io.resforge.training.batch.BatchStream;
import io.resforge.training.batch.BatchStream.PreparedBatch;
import io.resforge.training.batch.EpochPlan.BatchPosition;
import io.resforge.training.loop.Descent.EpochTally;
import io.resforge.training.loop.Evaluation.Evaluator;
import io.resforge.training.loop.Evaluation.Evaluator.Judgement;
import io.resforge.training.loop.Evaluation.Interruption;
import io.resforge.training.loop.Training.StepPlan;
import io.resforge.training.loop.TrainingEvent.CheckpointSaved;
import io.resforge.training.loop.TrainingEvent.EpochFinished;
import io.resforge.training.loop.TrainingEvent.EpochStarted;
import io.resforge.training.loop.TrainingEvent.RunFinished;
import io.resforge.training.loop.TrainingEvent.StepsDone;
import io.resforge.training.loop.TrainingEvent.StoppedEarly;
import io.resforge.training.resume.Snapshot;
import io.resforge.training.resume.Snapshot.SnapshotBuilder;
import io.resforge.training.resume.Snapshot.Snapshots;
import io.resforge.training.resume.SnapshotOrigin;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/** The epochs of a run, once all that they need is there. */
final class EpochLoop {

    private static final String BEST = "best";
    private static final String BEST_EPOCH = "best.epoch";

    private final StepPlan course;
    private final Descent descent;
    private final BatchStream batches;
    private final Evaluator evaluator;
    private final HeldOutMonitors monitors;
    private final TrainingPace pace;
    private final Consumer<TrainingEvent> events;
    private final SnapshotOrigin origin;
    private final Snapshots snapshots;

    private BatchPosition place = BatchPosition.START;
    private Optional<BestEpoch> best = Optional.empty();

    EpochLoop(
            StepPlan course,
            Descent descent,
            BatchStream batches,
            Evaluator evaluator,
            TrainingPace pace,
            Consumer<TrainingEvent> events,
            SnapshotOrigin origin,
            Snapshots snapshots) {
        this.course = course;
        this.descent = descent;
        this.batches = batches;
        this.evaluator = evaluator;
        this.monitors = new HeldOutMonitors(course.recipe(), course.movesPerEpoch());
        this.pace = pace;
        this.events = events;
        this.origin = origin;
        this.snapshots = snapshots;
    }

    /** Goes on from a snapshot, from whose place on the batches must be. */
    void restore(Snapshot snapshot) throws InterruptedException {
        place = snapshot.place();
        descent.restore(snapshot);
        monitors.restore(snapshot);
        if (snapshot.has(BEST_EPOCH)) {
            Weights weights = snapshot.weights(BEST);
            // Classified again rather than kept: the same weights give the same logits.
            best = Optional.of(
                    new BestEpoch(Math.toIntExact(snapshot.whole(BEST_EPOCH)), weights, evaluator.onHeldOut(weights)));
        }
    }

    /** Trains to the end; where it is interrupted, the last snapshot says how to go on from there. */
    TrainingResult train() throws InterruptedException {
        try {
            while (place.epoch() <= course.epochs() && !monitors.shouldStop()) {
                epoch(place.epoch());
            }
            return conclude();
        } catch (InterruptedException e) {
            snapshots.keepLast(snapshot());
            throw e;
        }
    }

    private TrainingResult conclude() throws InterruptedException {
        BestEpoch chosen = best.orElseThrow();
        Optional<Judgement> test = evaluator.onTest(chosen.weights());
        TrainingResult result = new TrainingResult(
                chosen.epoch(),
                chosen.weights(),
                evaluator.normalisation(),
                course.plan().images(),
                chosen.heldOut().plain(),
                chosen.heldOut().flipped(),
                test.map(Judgement::plain),
                test.flatMap(Judgement::flipped));
        events.accept(new RunFinished(
                chosen.epoch(),
                result.heldOutAccuracy(),
                result.testAccuracy(),
                TrainingResult.accuracy(result.testFlips()),
                TrainingResult.accuracy(test.flatMap(Judgement::sixViews))));
        return result;
    }

    private void epoch(int epoch) throws InterruptedException {
        events.accept(new EpochStarted(epoch));
        DoubleSupplier speed = pace.stopwatch();
        if (place.step() == 0) {
            descent.countFrom(EpochTally.NONE);
        }
        while (place.step() < course.plan().steps()) {
            step(place);
        }
        double imagesPerSecond = speed.getAsDouble();
        EpochTally tally = descent.tally().requireFinite(epoch, rateOfLastStep());
        Weights weights = FiniteWeights.check(descent.weights(), epoch);
        Judgement heldOut = evaluate(weights);
        // From here on nothing interrupts: an epoch has ended wholly or not at all.
        finish(epoch, tally, weights, heldOut, imagesPerSecond);
        if (monitors.shouldStop() && epoch < course.epochs()) {
            events.accept(new StoppedEarly(epoch));
        }
    }

    private void finish(int epoch, EpochTally tally, Weights weights, Judgement heldOut, double imagesPerSecond) {
        boolean last = epoch == course.epochs(); // not where it stops early: that is because it got no better
        boolean better = best.map(before -> before.isBeatenBy(heldOut) || last && before.yieldsToTheLast(heldOut))
                .orElse(true);
        events.accept(new EpochFinished(
                epoch,
                tally.score(),
                heldOut.plain().score(),
                TrainingResult.accuracy(heldOut.flipped()),
                tally.gradientNorm(),
                rateOfLastStep(),
                imagesPerSecond,
                pace.timeLeft(),
                better));
        monitors.epochEnded(heldOut.plain());
        place = new BatchPosition(epoch + 1, 0);
        if (better) {
            best = Optional.of(new BestEpoch(epoch, weights, heldOut));
            events.accept(new CheckpointSaved(epoch, heldOut.plain().accuracy()));
        }
    }

    private void step(BatchPosition at) throws InterruptedException {
        try (PreparedBatch batch = batches.next()) {
            double rate = monitors.rate(course.move(at));
            descent.step(batch.batch(), course.dropoutSeed(at), course.isLastOfMove(at), rate);
        }
        place = new BatchPosition(at.epoch(), at.step() + 1);
        pace.trained(course.plan().size(at.step()));
        Interruption.check();
        // Reading the tally waits for the steps to be computed: not at each of them.
        if (pace.due()) {
            report();
        }
        if (snapshots.due()) {
            descent.tally().requireFinite(at.epoch(), rateOfLastStep());
            snapshots.keep(snapshot());
        }
    }

    private void report() {
        EpochTally tally = descent.tally().requireFinite(place.epoch(), rateOfLastStep());
        events.accept(new StepsDone(
                place.epoch(),
                place.step(),
                course.plan().steps(),
                tally.score(),
                tally.gradientNorm(),
                pace.imagesPerSecond(),
                pace.timeLeft(),
                rateOfLastStep()));
    }

    private double rateOfLastStep() {
        return monitors.rate(course.move(new BatchPosition(place.epoch(), Math.max(0, place.step() - 1))));
    }

    private Judgement evaluate(Weights weights) throws InterruptedException {
        long since = pace.now();
        Judgement heldOut = evaluator.onHeldOut(weights);
        pace.evaluated(evaluator.imagesAnEpoch(), since);
        return heldOut;
    }

    private Snapshot snapshot() {
        SnapshotBuilder snapshot =
                new SnapshotBuilder(origin, place, course.plan().steps());
        descent.save(snapshot);
        monitors.save(snapshot);
        best.ifPresent(it -> {
            snapshot.put(BEST_EPOCH, it.epoch());
            snapshot.put(BEST, it.weights());
        });
        return snapshot.build();
    }

    /**
     * The epoch to publish, as far as is known: the best so far, or the last.
     *
     * @param heldOut how these weights classify the held-out images
     */
    record BestEpoch(int epoch, Weights weights, Judgement heldOut) {

        /**
         * Whether an evaluation is better than this: more images right, or as many with a lower loss, which decides often where few images
         * are held out. Of equals the earlier stays.
         */
        boolean isBeatenBy(Judgement other) {
            int more = Double.compare(other.plain().accuracy(), heldOut.plain().accuracy());
            return more > 0
                    || more == 0 && other.plain().loss() < heldOut.plain().loss();
        }

        /**
         * Whether the last epoch is kept although it is not better. Of many epochs the luckiest on a few images is hardly the best, and the
         * last has learnt most: an earlier one stays only if it is better by more than chance.
         */
        boolean yieldsToTheLast(Judgement last) {
            int images = heldOut.plain().images().count();
            return images < AccuracyInterval.FEW_IMAGES
                    && AccuracyInterval.ofDifference(
                                    heldOut.plain().accuracy(), last.plain().accuracy(), images)
                            .contains(0);
        }
    }

    /** The last check before weights are kept. */
    static final class FiniteWeights {

        private FiniteWeights() {}

        /**
         * Returns the weights.
         *
         * @throws Diverged if a number of them is infinite or none
         */
        static Weights check(Weights weights, int epoch) {
            check(weights.parameters(), "weight", epoch);
            check(weights.statistics(), "batch norm statistic", epoch);
            return weights;
        }

        private static void check(float[] values, String what, int epoch) {
            for (int i = 0; i < values.length; i++) {
                if (!Float.isFinite(values[i])) {
                    throw new Diverged(String.format(
                            Locale.ROOT,
                            "%s %d of %d became %s in epoch %d; try a lower peak rate",
                            what,
                            i,
                            values.length,
                            values[i],
                            epoch));
                }
            }
        }
    }
}
