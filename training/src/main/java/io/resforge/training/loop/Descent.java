package io.resforge.training.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.torch.TrainableNetwork;
import io.resforge.neuralnet.torch.TrainingBatch;
import io.resforge.neuralnet.torch.TrainingStep;
import io.resforge.neuralnet.torch.TrainingStep.StepTally;
import io.resforge.training.loop.TrainingEvent.TrainingScore;
import io.resforge.training.optimizer.Accumulator;
import io.resforge.training.optimizer.GradientClip;
import io.resforge.training.optimizer.Lookahead;
import io.resforge.training.optimizer.MovingAverage;
import io.resforge.training.optimizer.Optimizer;
import io.resforge.training.optimizer.WeightDecay;
import io.resforge.training.recipe.RateFactors;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.resume.Snapshot;
import io.resforge.training.resume.Snapshot.SnapshotBuilder;
import io.resforge.training.tuning.Frozen;
import java.util.Locale;
import java.util.Optional;

/**
 * Moves a network's weights one step after the other, as a recipe says: gradient, mean over the accumulated batches, frozen layers,
 * clip, decay, optimizer, slow weights, average. Nothing here waits for the numbers.
 */
final class Descent {

    private final TrainableNetwork network;
    private final Optimizer optimizer;
    private final Optional<GradientClip> clip;
    private final Optional<NDArray> trained;
    private final WeightDecay decay;
    private final Optional<Accumulator> accumulator;
    private final Optional<MovingAverage> average;
    private final Optional<Lookahead> lookahead;
    private final GradientNorms norms;

    /** @param moves steps of the optimizer in the whole run */
    Descent(TrainableNetwork network, Recipe recipe, Frozen frozen, long moves) {
        this.network = network;
        var manager = network.manager();
        int length = network.layout().parameterCount();
        RateFactors factors = recipe.rateFactors();
        this.optimizer = factors.equals(RateFactors.ONE)
                ? Optimizer.of(recipe.optimizer(), manager, length)
                : Optimizer.of(recipe.optimizer(), manager, network.layout().byTensor(factors::of));
        this.clip =
                recipe.clipNorm() > 0 ? Optional.of(new GradientClip(recipe.clipNorm(), manager)) : Optional.empty();
        this.trained = frozen.trainedMask().map(manager::create);
        float[] decaying = frozen.without(decaying(network.layout(), recipe));
        this.decay = new WeightDecay(recipe.weightDecay(), recipe.decoupledDecay(), decaying, manager);
        this.accumulator = recipe.accumulate() > 1 ? Optional.of(new Accumulator(manager, length)) : Optional.empty();
        this.average = recipe.ema() > 0
                ? Optional.of(new MovingAverage(recipe.ema(), network.parameters(), network.statistics(), manager))
                : Optional.empty();
        this.lookahead = recipe.lookahead()
                .map(spec -> new Lookahead(spec, moves, network.parameters(), network.statistics(), manager));
        this.norms = new GradientNorms(manager);
    }

    /** How much of the decay is on each parameter. What is part of a gradient is multiplied by the rate's factor later. */
    private static float[] decaying(ParameterLayout layout, Recipe recipe) {
        float[] decaying = layout.kernelMask(recipe.denseDecay());
        float[] shares = layout.byTensor(
                slot -> recipe.decoupledDecay() ? 1 : 1 / recipe.rateFactors().of(slot));
        float[] others =
                layout.byTensor(slot -> recipe.biasDecay() && !slot.role().isKernel() ? 1 : 0);
        for (int i = 0; i < decaying.length; i++) {
            decaying[i] = (decaying[i] + others[i]) * shares[i];
        }
        return decaying;
    }

    /**
     * Takes in a batch.
     *
     * @param last whether it is the last of those whose gradients make one step of the optimizer
     */
    void step(TrainingBatch batch, long dropoutSeed, boolean last, double rate) {
        try (TrainingStep step = network.step(batch, dropoutSeed)) {
            if (accumulator.isEmpty()) {
                move(step.gradient(), rate);
                return;
            }
            accumulator.get().add(step.gradient());
            if (last) {
                move(accumulator.get().takeMean(), rate);
            }
        }
    }

    private void move(NDArray gradient, double rate) {
        trained.ifPresent(gradient::muli);
        norms.add(clip.isPresent() ? clip.get().apply(gradient) : GradientClip.norm(gradient));
        decay.apply(network.parameters(), gradient, rate);
        optimizer.step(network.parameters(), gradient, rate);
        lookahead.ifPresent(it -> it.update(network.parameters(), network.statistics()));
        average.ifPresent(it -> it.update(network.parameters(), network.statistics()));
    }

    /** The weights that the recipe asks to be evaluated and kept: their average if there is one. */
    Weights weights() {
        return average.map(MovingAverage::weights).orElseGet(network::weights);
    }

    /** What the steps since the last call of {@link #countFrom} came to. Waits until they are computed. */
    EpochTally tally() {
        return new EpochTally(network.tally(), norms.sum(), norms.count());
    }

    /** Adds the steps to come to what steps before came to. */
    void countFrom(EpochTally before) {
        network.countFrom(before.tally());
        norms.countFrom(before.norms(), before.moves());
    }

    /** Adds all that goes on from step to step. */
    void save(SnapshotBuilder snapshot) {
        snapshot.put("network", network.weights());
        snapshot.put("optimizer", optimizer.state());
        accumulator.ifPresent(it -> snapshot.put("accumulator", it.state()));
        lookahead.ifPresent(it -> snapshot.put("lookahead", it.state()));
        average.ifPresent(it -> snapshot.put("average", it.state()));
        EpochTally tally = tally();
        snapshot.put("tally.images", tally.tally().images());
        snapshot.put("tally.loss", tally.tally().lossSum());
        snapshot.put("tally.correct", tally.tally().correct());
        snapshot.put("tally.top5", tally.tally().correctTop5());
        snapshot.put("tally.norms", tally.norms());
        snapshot.put("tally.moves", tally.moves());
    }

    void restore(Snapshot snapshot) {
        network.restore(snapshot.weights("network"));
        optimizer.restore(snapshot.state("optimizer"));
        accumulator.ifPresent(it -> it.restore(snapshot.state("accumulator")));
        lookahead.ifPresent(it -> it.restore(snapshot.state("lookahead")));
        average.ifPresent(it -> it.restore(snapshot.state("average")));
        StepTally tally = new StepTally(
                snapshot.whole("tally.images"),
                snapshot.number("tally.loss"),
                snapshot.whole("tally.correct"),
                snapshot.whole("tally.top5"));
        countFrom(new EpochTally(tally, snapshot.number("tally.norms"), snapshot.whole("tally.moves")));
    }

    /** The sum of gradients' norms, kept where they are computed, so that no step waits for it. */
    static final class GradientNorms {

        private final NDManager manager;
        private NDArray sum;
        private long count;

        GradientNorms(NDManager manager) {
            this.manager = manager;
            countFrom(0, 0);
        }

        /** Adds a native number, fp32, which it closes. */
        void add(NDArray norm) {
            try (norm;
                    NDArray exact = norm.toType(DataType.FLOAT64, false)) {
                sum.addi(exact);
            }
            count++;
        }

        /** Begins with what norms before came to. */
        void countFrom(double sumBefore, long countBefore) {
            if (sum != null) {
                sum.close();
            }
            sum = manager.create(new double[] {sumBefore});
            count = countBefore;
        }

        /** The sum. Waits until it is computed. */
        double sum() {
            return sum.toDoubleArray()[0];
        }

        long count() {
            return count;
        }
    }

    /** What the steps of an epoch so far came to. */
    record EpochTally(StepTally tally, double norms, long moves) {

        /** No steps yet. */
        static final EpochTally NONE = new EpochTally(new StepTally(0, 0, 0, 0), 0, 0);

        /**
         * Returns this tally.
         *
         * @throws Diverged if its loss is no finite number
         */
        EpochTally requireFinite(int epoch, double rate) {
            if (!Double.isFinite(tally.lossSum())) {
                throw new Diverged(String.format(
                        Locale.ROOT,
                        "the loss became %s in epoch %d, within its first %d images, at a learning rate of %s; try a lower peak rate",
                        tally.lossSum(),
                        epoch,
                        tally.images(),
                        rate));
            }
            return this;
        }

        TrainingScore score() {
            return new TrainingScore(tally.meanLoss(), tally.accuracy(), tally.accuracyTop5());
        }

        /** Mean norm of the optimizer's gradients; 0 before the first. */
        double gradientNorm() {
            return moves == 0 ? 0 : norms / moves;
        }
    }
}
