package io.resforge.trainer.worker.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.resforge.training.loop.TrainingEvent.EpochFinished;
import io.resforge.training.loop.TrainingEvent.RunStarted;
import io.resforge.training.loop.TrainingEvent.StepsDone;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;

/**
 * How long steps take, and how many images were trained on. Training tells of steps a few times a second, so of shorter steps it is the
 * mean over that time: which is also what a GPU, that computes behind the thread that feeds it, can tell at all.
 */
final class StepTimes {

    private static final Duration[] BUCKETS = LongStream.of(
                    1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final Timer steps;
    private final Counter images;
    private final LongSupplier nanoTime;
    private final RunStarted run;
    private int step;
    private long since;

    StepTimes(MeterRegistry registry, LongSupplier nanoTime, RunStarted run) {
        this.steps = Timer.builder("resforge.training.step")
                .description("What a step took, waiting for its batch included")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        this.images = Counter.builder("resforge.training.images")
                .description("Images that this worker trained on")
                .register(registry);
        this.nanoTime = nanoTime;
        this.run = run;
        epochBegins(0);
    }

    /** @param done steps of it that an earlier worker did */
    void epochBegins(int done) {
        step = done;
        since = nanoTime.getAsLong();
    }

    void done(StepsDone done) {
        long now = nanoTime.getAsLong();
        count(done.step(), (now - since) / 1e9);
        since = now;
    }

    /** By now the epoch was evaluated too, so its speed tells what its last steps took. */
    void done(EpochFinished epoch) {
        double left = imagesUntil(run.stepsPerEpoch());
        count(run.stepsPerEpoch(), left / Math.max(epoch.imagesPerSecond(), Double.MIN_NORMAL));
    }

    private void count(int until, double seconds) {
        int done = until - step;
        if (done > 0) {
            Duration each = Duration.ofNanos(Math.round(1e9 * seconds / done));
            for (int i = 0; i < done; i++) {
                steps.record(each);
            }
            images.increment(imagesUntil(until));
            step = until;
        }
    }

    private double imagesUntil(int until) {
        return images(until) - images(step);
    }

    /** Images of so many steps, whose sizes differ by one image at most. */
    private long images(int steps) {
        return (long) run.trainingImages() * steps / run.stepsPerEpoch();
    }
}
