package io.resforge.training.loop;

import io.resforge.network.torch.Batch;
import io.resforge.network.torch.Step;
import io.resforge.network.torch.TrainableNetwork;
import io.resforge.training.optimizer.Optimizer;
import io.resforge.training.optimizer.WeightDecay;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.schedule.LearningRate;

/** Moves a network's weights one step after the other, as a recipe says. */
final class Descent {

    private final TrainableNetwork network;
    private final Optimizer optimizer;
    private final WeightDecay decay;
    private final LearningRate rate;
    private long steps;

    Descent(TrainableNetwork network, Recipe recipe, int stepsPerEpoch) {
        this.network = network;
        this.optimizer = Optimizer.of(
                recipe.optimizer(), network.manager(), network.layout().parameterCount());
        this.decay = new WeightDecay(recipe.weightDecay(), network.layout().kernelMask(), network.manager());
        this.rate = LearningRate.of(recipe.schedule(), recipe.epochs(), stepsPerEpoch);
    }

    void step(Batch batch) {
        try (Step step = network.step(batch, 0)) {
            decay.addTo(step.gradient(), network.parameters());
            optimizer.step(network.parameters(), step.gradient(), rate.at(steps));
        }
        steps++;
    }

    /** The learning rate of the last step. */
    double lastRate() {
        return rate.at(Math.max(0, steps - 1));
    }
}
