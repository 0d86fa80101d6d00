package io.resforge.trainer.worker.metrics;

import io.resforge.training.event.Score;
import io.resforge.training.event.TrainingEvent.EpochFinished;
import io.resforge.training.event.TrainingEvent.RunStarted;
import io.resforge.training.event.TrainingEvent.StepsDone;

/** How training stands, as the last event told it. */
record Standing(
        int epoch,
        double progress,
        Score training,
        double gradientNorm,
        double learningRate,
        double imagesPerSecond,
        double secondsLeft) {

    static Standing of(RunStarted run, StepsDone done) {
        return new Standing(
                done.epoch(),
                (done.epoch() - 1 + (double) done.step() / done.steps()) / run.epochs(),
                done.training(),
                done.gradientNorm(),
                done.learningRate(),
                done.imagesPerSecond(),
                done.timeLeft().toMillis() / 1e3);
    }

    static Standing of(RunStarted run, EpochFinished epoch) {
        return new Standing(
                epoch.epoch(),
                (double) epoch.epoch() / run.epochs(),
                epoch.training(),
                epoch.gradientNorm(),
                epoch.learningRate(),
                epoch.imagesPerSecond(),
                epoch.timeLeft().toMillis() / 1e3);
    }
}
