package io.resforge.registry.run;

import io.resforge.registry.value.FieldChecks;
import java.time.Instant;

/**
 * How far a run is: {@code runs/<run>/status.json}, replaced by its worker about once a second.
 *
 * @param progress null before training begins
 * @param trouble what its worker tries again and again, in words, or null
 */
public record RunStatus(Instant startedAt, Instant updatedAt, Progress progress, String trouble) {

    public RunStatus {
        FieldChecks.present("startedAt", startedAt);
        FieldChecks.present("updatedAt", updatedAt);
    }

    /** Without trouble. */
    public RunStatus(Instant startedAt, Instant updatedAt, Progress progress) {
        this(startedAt, updatedAt, progress, null);
    }

    /**
     * How far training is: epochs from 1, accuracies from 0 to 1, speed in training images a second. Every number is
     * finite and at least 0; older builds wrote null for some.
     *
     * @param gradientNorm mean over the optimizer's steps of the gradient's norm, before it is clipped, or null
     */
    public record Progress(
            int epoch,
            int epochs,
            int step,
            int steps,
            double loss,
            double accuracy,
            Double top5,
            Double gradientNorm,
            double imagesPerSecond,
            double secondsLeft,
            double learningRate) {

        public Progress {
            FieldChecks.atLeast("epoch", 1, epoch);
            FieldChecks.atLeast("epochs", epoch, epochs);
            FieldChecks.atLeast("step", 0, step);
            FieldChecks.atLeast("steps", step, steps);
            FieldChecks.notNegative("loss", loss);
            FieldChecks.share("accuracy", accuracy);
            FieldChecks.shareOrNull("top5", top5);
            FieldChecks.notNegativeOrNull("gradientNorm", gradientNorm);
            FieldChecks.notNegative("imagesPerSecond", imagesPerSecond);
            FieldChecks.notNegative("secondsLeft", secondsLeft);
            FieldChecks.notNegative("learningRate", learningRate);
        }
    }
}
