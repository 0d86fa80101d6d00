package io.resforge.trainer.worker;

import io.resforge.neuralnet.logits.AccuracyInterval;
import io.resforge.registry.run.EpochRecord;
import io.resforge.registry.run.RunStatus.Progress;
import io.resforge.training.loop.TrainingEvent;
import io.resforge.training.loop.TrainingEvent.CheckpointSaved;
import io.resforge.training.loop.TrainingEvent.EpochFinished;
import io.resforge.training.loop.TrainingEvent.EpochStarted;
import io.resforge.training.loop.TrainingEvent.Resumed;
import io.resforge.training.loop.TrainingEvent.RunFinished;
import io.resforge.training.loop.TrainingEvent.RunStarted;
import io.resforge.training.loop.TrainingEvent.StepsDone;
import io.resforge.training.loop.TrainingEvent.StoppedEarly;
import io.resforge.training.loop.TrainingEvent.TrainingScore;
import java.time.Clock;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** Turns what happens in training into reports and lines of the log. It is called on the training thread, and does not wait. */
final class TrainingEventLog implements Consumer<TrainingEvent> {

    private final Reporter reporter;
    private final WorkerLog log;
    private final Clock clock;
    private RunStarted run;

    TrainingEventLog(Reporter reporter, WorkerLog log, Clock clock) {
        this.reporter = reporter;
        this.log = log;
        this.clock = clock;
    }

    @Override
    public void accept(TrainingEvent event) {
        switch (event) {
            case RunStarted started -> began(started);
            case EpochStarted _, CheckpointSaved _ -> {
                // The steps and the finished epoch tell as much.
            }
            case Resumed(int epoch, int steps) ->
                log.say("going on in epoch %d, of which %,d steps are done", epoch, steps);
            case StoppedEarly(int epoch) ->
                log.say("the held-out images have not got better for long enough: epoch %d is the last", epoch);
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
        if (started.heldOutImages() < AccuracyInterval.FEW_IMAGES) {
            log.say(
                    "note: %d held-out images prove little; from %d on the accuracies below say more. Below that the last epoch is kept,"
                            + " unless an earlier one is better by more than chance",
                    started.heldOutImages(), AccuracyInterval.FEW_IMAGES);
        }
    }

    private Progress progress(StepsDone done) {
        return new Progress(
                done.epoch(),
                run.epochs(),
                done.step(),
                done.steps(),
                done.training().loss(),
                done.training().accuracy(),
                done.training().top5(),
                finiteOrNull(done.gradientNorm()),
                done.imagesPerSecond(),
                done.timeLeft().toMillis() / 1e3,
                done.learningRate());
    }

    private void finished(EpochFinished epoch) {
        TrainingScore training = epoch.training();
        TrainingScore heldOut = epoch.heldOut();
        reporter.finished(new EpochRecord(
                epoch.epoch(),
                training.loss(),
                training.accuracy(),
                training.top5(),
                heldOut.loss(),
                heldOut.accuracy(),
                heldOut.top5(),
                orNull(epoch.flipAccuracy()),
                finiteOrNull(epoch.gradientNorm()),
                epoch.learningRate(),
                epoch.imagesPerSecond(),
                epoch.best(),
                (long) epoch.epoch() * run.stepsPerEpoch(),
                clock.instant()));
        reporter.progress(progress(epoch));
        log.say(
                "epoch %d of %d: loss %.4f, accuracy %.2f%%; held out: loss %.4f, accuracy %.2f%%%s%s; %,.0f images/s",
                epoch.epoch(),
                run.epochs(),
                training.loss(),
                100 * training.accuracy(),
                heldOut.loss(),
                100 * heldOut.accuracy(),
                percent(", with mirror images ", epoch.flipAccuracy()),
                epoch.best() ? " (best)" : "",
                epoch.imagesPerSecond());
    }

    private Progress progress(EpochFinished epoch) {
        return new Progress(
                epoch.epoch(),
                run.epochs(),
                run.stepsPerEpoch(),
                run.stepsPerEpoch(),
                epoch.training().loss(),
                epoch.training().accuracy(),
                epoch.training().top5(),
                finiteOrNull(epoch.gradientNorm()),
                epoch.imagesPerSecond(),
                epoch.timeLeft().toMillis() / 1e3,
                epoch.learningRate());
    }

    /** Gradients overflow a step before the loss does, which is what ends the run. */
    private static Double finiteOrNull(double norm) {
        return Double.isFinite(norm) ? Double.valueOf(norm) : null;
    }

    private static Double orNull(OptionalDouble value) {
        return value.isPresent() ? Double.valueOf(value.getAsDouble()) : null;
    }

    private static String percent(String before, OptionalDouble share) {
        return share.isPresent() ? before + String.format(Locale.ROOT, "%.2f%%", 100 * share.getAsDouble()) : "";
    }

    private void finished(RunFinished end) {
        String test = end.testAccuracy().isEmpty()
                ? "there are no test images"
                : String.format(
                        Locale.ROOT,
                        "%.2f%% of the test images are right%s%s",
                        100 * end.testAccuracy().getAsDouble(),
                        percent(", with mirror images ", end.testFlipAccuracy()),
                        percent(", by six views ", end.testSixViewAccuracy()));
        log.say(
                "trained: epoch %d is kept, with %.2f%% of the held-out images right; %s",
                end.bestEpoch(), 100 * end.heldOutAccuracy(), test);
    }
}
