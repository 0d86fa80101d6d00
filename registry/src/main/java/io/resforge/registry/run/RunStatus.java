package io.resforge.registry.run;

import java.time.Instant;

/**
 * How far a run is: {@code runs/<run>/status.json}, replaced by its worker about once a second.
 *
 * @param startedAt when the worker began
 * @param updatedAt when this was written
 * @param progress how far training is, or null before it begins
 */
public record RunStatus(Instant startedAt, Instant updatedAt, Progress progress) {

    /** How far training is: epochs and steps from 1, accuracies from 0 to 1, speed in training images a second. */
    public record Progress(
            int epoch,
            int epochs,
            int step,
            int steps,
            double loss,
            double accuracy,
            double imagesPerSecond,
            double secondsLeft,
            double learningRate) {}
}
