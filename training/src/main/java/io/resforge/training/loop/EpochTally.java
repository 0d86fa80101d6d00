package io.resforge.training.loop;

import io.resforge.neuralnet.torch.StepTally;
import io.resforge.training.loop.TrainingEvent.TrainingScore;
import java.util.Locale;

/**
 * What the steps of an epoch so far came to.
 *
 * @param tally of the images
 * @param norms sum of the norms of the optimizer's gradients
 * @param moves steps of the optimizer
 */
record EpochTally(StepTally tally, double norms, long moves) {

    /** No steps yet. */
    static final EpochTally NONE = new EpochTally(new StepTally(0, 0, 0, 0), 0, 0);

    /**
     * Returns this tally.
     *
     * @param rate the learning rate, to be told
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
