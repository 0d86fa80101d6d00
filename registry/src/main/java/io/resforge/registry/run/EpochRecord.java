package io.resforge.registry.run;

import io.resforge.registry.value.Checks;

/**
 * A finished epoch: {@code runs/<run>/epochs/0001.json}, created once. Losses are means an image, accuracies from 0 to
 * 1, speed in training images a second. Every number is finite and at least 0, the epoch at least 1.
 */
public record EpochRecord(
        int epoch,
        double trainingLoss,
        double trainingAccuracy,
        double heldOutLoss,
        double heldOutAccuracy,
        double learningRate,
        double imagesPerSecond,
        boolean best) {

    public EpochRecord {
        Checks.atLeast("epoch", 1, epoch);
        Checks.notNegative("trainingLoss", trainingLoss);
        Checks.share("trainingAccuracy", trainingAccuracy);
        Checks.notNegative("heldOutLoss", heldOutLoss);
        Checks.share("heldOutAccuracy", heldOutAccuracy);
        Checks.notNegative("learningRate", learningRate);
        Checks.notNegative("imagesPerSecond", imagesPerSecond);
    }
}
