package io.resforge.registry.run;

/** A finished epoch: {@code runs/<run>/epochs/0001.json}. Losses are means an image, accuracies from 0 to 1. */
public record EpochRecord(
        int epoch,
        double trainingLoss,
        double trainingAccuracy,
        double heldOutLoss,
        double heldOutAccuracy,
        double learningRate,
        double imagesPerSecond,
        boolean best) {}
