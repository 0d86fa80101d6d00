package io.resforge.report.run;

import java.util.OptionalDouble;

/**
 * One finished epoch.
 *
 * @param epoch its number, from 1
 * @param training measured on augmented batches while training
 * @param heldOut measured on held-out images afterwards
 * @param gradientNorm mean Euclidean norm of the gradient before clipping; empty where it was not measured
 * @param learningRate rate of the last step
 * @param imagesPerSecond training images a second
 */
public record EpochPoint(
        int epoch,
        EpochMetrics training,
        EpochMetrics heldOut,
        OptionalDouble gradientNorm,
        double learningRate,
        double imagesPerSecond) {

    public EpochPoint {
        Require.atLeast("epoch", 1, epoch);
        Require.notNegative("gradient norm", gradientNorm);
        Require.notNegative("learning rate", learningRate);
        Require.notNegative("images a second", imagesPerSecond);
    }

    /**
     * What was measured over one set of images in one epoch.
     *
     * @param loss mean loss an image, at least 0
     * @param top1 share of images whose class had the highest output, from 0 to 1
     * @param top5 share of images whose class was among the five highest outputs; empty where it was not measured
     */
    public record EpochMetrics(double loss, double top1, OptionalDouble top5) {

        public EpochMetrics {
            Require.notNegative("loss", loss);
            Require.share("top-1 accuracy", top1);
            Require.share("top-5 accuracy", top5);
        }
    }
}
