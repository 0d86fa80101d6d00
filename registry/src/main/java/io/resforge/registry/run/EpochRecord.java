package io.resforge.registry.run;

import io.resforge.registry.value.FieldChecks;

/**
 * A finished epoch: {@code runs/<run>/epochs/0001.json}, created once. Losses are means an image, accuracies from 0 to
 * 1, speed in training images a second. Every number is finite and at least 0, the epoch at least 1. Numbers that may be
 * null are so in what older builds wrote.
 *
 * @param trainingTop5 share of training images whose class was among the five with the highest logits, or null
 * @param heldOutTop5 the same of the held-out images, or null
 * @param flipAccuracy share of held-out images classified correctly by the mean of the logits of each and of its mirror image, or null
 *     where that was not asked for
 * @param gradientNorm mean over the optimizer's steps of the gradient's norm, before it is clipped, or null
 */
public record EpochRecord(
        int epoch,
        double trainingLoss,
        double trainingAccuracy,
        Double trainingTop5,
        double heldOutLoss,
        double heldOutAccuracy,
        Double heldOutTop5,
        Double flipAccuracy,
        Double gradientNorm,
        double learningRate,
        double imagesPerSecond,
        boolean best) {

    public EpochRecord {
        FieldChecks.atLeast("epoch", 1, epoch);
        FieldChecks.notNegative("trainingLoss", trainingLoss);
        FieldChecks.share("trainingAccuracy", trainingAccuracy);
        FieldChecks.shareOrNull("trainingTop5", trainingTop5);
        FieldChecks.notNegative("heldOutLoss", heldOutLoss);
        FieldChecks.share("heldOutAccuracy", heldOutAccuracy);
        FieldChecks.shareOrNull("heldOutTop5", heldOutTop5);
        FieldChecks.shareOrNull("flipAccuracy", flipAccuracy);
        FieldChecks.notNegativeOrNull("gradientNorm", gradientNorm);
        FieldChecks.notNegative("learningRate", learningRate);
        FieldChecks.notNegative("imagesPerSecond", imagesPerSecond);
    }
}
