package io.resforge.trainer.worker.metrics;

import io.resforge.training.loop.TrainingEvent.EpochFinished;
import io.resforge.training.loop.TrainingEvent.RunStarted;
import io.resforge.training.loop.TrainingEvent.StepsDone;
import io.resforge.training.loop.TrainingEvent.TrainingScore;

/** How training stands, as the last event told it. */
record TrainingProgress(
        int epoch,
        double progress,
        TrainingScore training,
        double gradientNorm,
        double learningRate,
        double imagesPerSecond,
        double secondsLeft) {

    static TrainingProgress of(RunStarted run, StepsDone done) {
        return new TrainingProgress(
                done.epoch(),
                (done.epoch() - 1 + (double) done.step() / done.steps()) / run.epochs(),
                done.training(),
                done.gradientNorm(),
                done.learningRate(),
                done.imagesPerSecond(),
                done.timeLeft().toMillis() / 1e3);
    }

    static TrainingProgress of(RunStarted run, EpochFinished epoch) {
        return new TrainingProgress(
                epoch.epoch(),
                (double) epoch.epoch() / run.epochs(),
                epoch.training(),
                epoch.gradientNorm(),
                epoch.learningRate(),
                epoch.imagesPerSecond(),
                epoch.timeLeft().toMillis() / 1e3);
    }
}
