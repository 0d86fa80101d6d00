package io.resforge.training.loop;

import io.resforge.network.torch.Tally;

/** What the steps of an epoch so far came to. */
final class EpochTally {

    private final int epoch;
    private Tally sum = new Tally(0, 0, 0, 0);

    EpochTally(int epoch) {
        this.epoch = epoch;
    }

    /**
     * Adds further steps.
     *
     * @throws Diverged if their loss is no finite number
     */
    void add(Tally more, double rate) {
        sum = new Tally(
                sum.images() + more.images(),
                sum.lossSum() + more.lossSum(),
                sum.correct() + more.correct(),
                sum.correctTop5() + more.correctTop5());
        if (!Double.isFinite(sum.lossSum())) {
            throw new Diverged(
                    "the loss became %s in epoch %d, within its first %d images, at a learning rate of %s; try a lower peak rate"
                            .formatted(sum.lossSum(), epoch, sum.images(), rate));
        }
    }

    double loss() {
        return sum.meanLoss();
    }

    double accuracy() {
        return sum.accuracy();
    }
}
