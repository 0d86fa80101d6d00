package io.resforge.registry.run;

import io.resforge.registry.value.FieldChecks;
import java.time.Instant;

/**
 * A finished epoch: {@code runs/<run>/epochs/0001.json}, created once. Losses are means an image, accuracies from 0 to
 * 1, speed in training images a second. Every number is finite and at least 0. Older builds wrote null for some.
 *
 * @param flipAccuracy held-out accuracy by the mean of the logits of each image and its mirror image, or null
 * @param step steps of the run until its end; null in earlier builds
 * @param finishedAt when it was over; null in earlier builds
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
        boolean best,
        Long step,
        Instant finishedAt) {

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
        if (step != null) {
            FieldChecks.atLeast("step", 1, step);
        }
    }

    /** As earlier builds recorded it: without its step and its time. */
    public EpochRecord(
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
        this(
                epoch,
                trainingLoss,
                trainingAccuracy,
                trainingTop5,
                heldOutLoss,
                heldOutAccuracy,
                heldOutTop5,
                flipAccuracy,
                gradientNorm,
                learningRate,
                imagesPerSecond,
                best,
                null,
                null);
    }
}
