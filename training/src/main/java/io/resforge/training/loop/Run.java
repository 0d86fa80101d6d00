package io.resforge.training.loop;

import io.resforge.network.layout.Weights;
import io.resforge.network.torch.TrainableNetwork;
import io.resforge.training.batch.BatchStream;
import io.resforge.training.batch.EpochPlan;
import io.resforge.training.batch.PreparedBatch;
import io.resforge.training.event.TrainingEvent;
import io.resforge.training.event.TrainingEvent.CheckpointSaved;
import io.resforge.training.event.TrainingEvent.EpochFinished;
import io.resforge.training.event.TrainingEvent.EpochStarted;
import io.resforge.training.event.TrainingEvent.RunFinished;
import io.resforge.training.event.TrainingEvent.StepsDone;
import io.resforge.training.recipe.Recipe;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** The epochs of a run, once all that they need is there. */
final class Run {

    private final Recipe recipe;
    private final EpochPlan plan;
    private final TrainableNetwork network;
    private final BatchStream batches;
    private final Evaluator evaluator;
    private final Consumer<TrainingEvent> events;
    private final Descent descent;
    private final Pace pace;

    Run(
            Recipe recipe,
            EpochPlan plan,
            TrainableNetwork network,
            BatchStream batches,
            Evaluator evaluator,
            Consumer<TrainingEvent> events,
            LongSupplier nanoTime) {
        this.recipe = recipe;
        this.plan = plan;
        this.network = network;
        this.batches = batches;
        this.evaluator = evaluator;
        this.events = events;
        this.descent = new Descent(network, recipe, plan.steps());
        this.pace = new Pace(nanoTime, (long) recipe.epochs() * plan.images(), evaluator.images(recipe.epochs()));
    }

    TrainingResult train() throws InterruptedException {
        Optional<Best> best = Optional.empty();
        for (int epoch = 1; epoch <= recipe.epochs(); epoch++) {
            best = Optional.of(epoch(epoch, best));
        }
        Best chosen = best.orElseThrow();
        OptionalDouble test = evaluator
                .onTest(chosen.weights())
                .map(evaluation -> OptionalDouble.of(evaluation.accuracy()))
                .orElse(OptionalDouble.empty());
        double heldOut = chosen.heldOut().accuracy();
        events.accept(new RunFinished(chosen.epoch(), heldOut, test.isPresent() ? test.getAsDouble() : null));
        return new TrainingResult(
                chosen.epoch(),
                chosen.weights(),
                heldOut,
                test,
                evaluator.normalisation(),
                chosen.heldOut().baseline(),
                chosen.golden(),
                plan.images(),
                evaluator.heldOut().count());
    }

    private Best epoch(int epoch, Optional<Best> before) throws InterruptedException {
        events.accept(new EpochStarted(epoch));
        DoubleSupplier speed = pace.stopwatch();
        EpochTally tally = descend(epoch);
        double imagesPerSecond = speed.getAsDouble();

        Weights weights = FiniteWeights.check(network.weights(), epoch);
        Evaluation heldOut = evaluate(weights);
        boolean best = before.map(b -> b.isBeatenBy(heldOut)).orElse(true);
        events.accept(new EpochFinished(
                epoch,
                tally.loss(),
                tally.accuracy(),
                heldOut.loss(),
                heldOut.accuracy(),
                descent.lastRate(),
                imagesPerSecond,
                best));
        if (!best) {
            return before.orElseThrow();
        }
        events.accept(new CheckpointSaved(epoch, heldOut.accuracy()));
        return new Best(epoch, weights, heldOut);
    }

    private EpochTally descend(int epoch) throws InterruptedException {
        EpochTally tally = new EpochTally(epoch);
        for (int step = 1; step <= plan.steps(); step++) {
            try (PreparedBatch batch = batches.next()) {
                descent.step(batch.batch());
            }
            pace.trained(plan.size(step - 1));
            Interruption.check();
            // Reading the tally waits for the steps to be computed: not at each of them.
            if (pace.due()) {
                tally.add(network.takeTally(), descent.lastRate());
                report(epoch, step, tally);
            }
        }
        tally.add(network.takeTally(), descent.lastRate());
        return tally;
    }

    private void report(int epoch, int step, EpochTally tally) {
        events.accept(new StepsDone(
                epoch,
                step,
                plan.steps(),
                tally.loss(),
                tally.accuracy(),
                pace.imagesPerSecond(),
                pace.timeLeft(),
                descent.lastRate()));
    }

    private Evaluation evaluate(Weights weights) throws InterruptedException {
        long since = pace.now();
        Evaluation heldOut = evaluator.onHeldOut(weights);
        pace.evaluated(evaluator.heldOut().count(), since);
        return heldOut;
    }
}
