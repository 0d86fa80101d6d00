package io.resforge.trainer.worker;

import io.resforge.registry.run.EpochRecord;
import io.resforge.registry.run.RunStatus.Progress;
import io.resforge.training.event.TrainingEvent;
import io.resforge.training.event.TrainingEvent.CheckpointSaved;
import io.resforge.training.event.TrainingEvent.EpochFinished;
import io.resforge.training.event.TrainingEvent.EpochStarted;
import io.resforge.training.event.TrainingEvent.RunFinished;
import io.resforge.training.event.TrainingEvent.RunStarted;
import io.resforge.training.event.TrainingEvent.StepsDone;
import java.util.Locale;
import java.util.function.Consumer;

/** Turns what happens in training into reports and lines of the log. It is called on the training thread, and does not wait. */
final class Events implements Consumer<TrainingEvent> {

    private final Reporter reporter;
    private final WorkerLog log;
    private RunStarted run;

    Events(Reporter reporter, WorkerLog log) {
        this.reporter = reporter;
        this.log = log;
    }

    @Override
    public void accept(TrainingEvent event) {
        switch (event) {
            case RunStarted started -> began(started);
            case EpochStarted _, CheckpointSaved _ -> {
                // The steps and the finished epoch tell as much.
            }
            case StepsDone steps -> reporter.progress(progress(steps));
            case EpochFinished epoch -> finished(epoch);
            case RunFinished end -> finished(end);
        }
    }

    private void began(RunStarted started) {
        run = started;
        log.say(
                "training %s (%,d parameters) in %s: %,d images, %,d held out, %,d to test on; %d epochs of %,d steps",
                started.architecture(),
                started.parameters(),
                started.precision().name().toLowerCase(Locale.ROOT),
                started.trainingImages(),
                started.heldOutImages(),
                started.testImages(),
                started.epochs(),
                started.stepsPerEpoch());
    }

    private Progress progress(StepsDone done) {
        return new Progress(
                done.epoch(),
                run.epochs(),
                done.step(),
                done.steps(),
                done.loss(),
                done.accuracy(),
                done.imagesPerSecond(),
                done.timeLeft().toMillis() / 1e3,
                done.learningRate());
    }

    private void finished(EpochFinished epoch) {
        reporter.finished(new EpochRecord(
                epoch.epoch(),
                epoch.trainingLoss(),
                epoch.trainingAccuracy(),
                epoch.heldOutLoss(),
                epoch.heldOutAccuracy(),
                epoch.learningRate(),
                epoch.imagesPerSecond(),
                epoch.best()));
        reporter.progress(progress(epoch));
        log.say(
                "epoch %d of %d: loss %.4f, accuracy %.2f%%; held out: loss %.4f, accuracy %.2f%%%s; %,.0f images/s",
                epoch.epoch(),
                run.epochs(),
                epoch.trainingLoss(),
                100 * epoch.trainingAccuracy(),
                epoch.heldOutLoss(),
                100 * epoch.heldOutAccuracy(),
                epoch.best() ? " (best)" : "",
                epoch.imagesPerSecond());
    }

    private Progress progress(EpochFinished epoch) {
        long imagesLeft = (long) (run.epochs() - epoch.epoch()) * run.trainingImages();
        return new Progress(
                epoch.epoch(),
                run.epochs(),
                run.stepsPerEpoch(),
                run.stepsPerEpoch(),
                epoch.trainingLoss(),
                epoch.trainingAccuracy(),
                epoch.imagesPerSecond(),
                imagesLeft / Math.max(epoch.imagesPerSecond(), 1e-3),
                epoch.learningRate());
    }

    private void finished(RunFinished end) {
        String test = end.testAccuracy() == null
                ? "there are no test images"
                : "%.2f%% of the test images are right".formatted(100 * end.testAccuracy());
        log.say(
                "trained: epoch %d is the best, with %.2f%% of the held-out images right; %s",
                end.bestEpoch(), 100 * end.heldOutAccuracy(), test);
    }
}
