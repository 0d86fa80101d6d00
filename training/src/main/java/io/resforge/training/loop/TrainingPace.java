package io.resforge.training.loop;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** How fast training goes, and when it will be over. */
final class TrainingPace {

    /** Progress is reported at most five times a second. */
    static final Duration INTERVAL = Duration.ofMillis(200);

    /** The speed is that of the last moments. */
    static final Duration WINDOW = Duration.ofSeconds(10);

    /** What classifying an image takes against training on it, until it has been measured: no backward pass. */
    private static final double FIRST_GUESS = 0.25;

    /** When so many images had been trained on; time stands still while images are only classified. */
    private record Mark(long nanos, long images) {}

    private final LongSupplier nanoTime;
    private final Deque<Mark> marks = new ArrayDeque<>();
    private long trainingLeft;
    private long evaluationLeft;
    private long trained;
    private long evaluated;
    private long evaluationNanos;
    private long lastReport;

    /**
     * Begins to measure.
     *
     * @param training images that will be trained on, over all epochs
     * @param evaluation images that will be classified, over all epochs and in the test
     */
    TrainingPace(LongSupplier nanoTime, long training, long evaluation) {
        this.nanoTime = nanoTime;
        this.trainingLeft = training;
        this.evaluationLeft = evaluation;
        this.lastReport = nanoTime.getAsLong();
        marks.add(mark());
    }

    /** So many images were trained on. */
    void trained(int images) {
        trained += images;
        trainingLeft -= images;
    }

    /** So many images were classified, from a time of {@link #now} until now. */
    void evaluated(int images, long since) {
        evaluated += images;
        evaluationLeft -= images;
        evaluationNanos += now() - since;
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /** Whether it is time for a report; if so, the next is due an interval later. */
    boolean due() {
        long now = now();
        if (now - lastReport < INTERVAL.toNanos()) {
            return false;
        }
        lastReport = now;
        marks.add(mark());
        while (marks.size() > 2 && marks.getLast().nanos() - marks.getFirst().nanos() > WINDOW.toNanos()) {
            marks.removeFirst();
        }
        return true;
    }

    /** Images trained on a second, over the last moments. */
    double imagesPerSecond() {
        return imagesPerSecond(marks.getFirst());
    }

    private double imagesPerSecond(Mark since) {
        Mark now = mark();
        // A clock that has not moved must not make the speed infinite.
        return (now.images() - since.images()) / seconds(Math.max(1, now.nanos() - since.nanos()));
    }

    /** Begins to measure the speed of an epoch; the answer is asked for when it is over. */
    DoubleSupplier stopwatch() {
        Mark start = mark();
        return () -> imagesPerSecond(start);
    }

    /** Until all epochs and the test are over, as far as the speed tells. */
    Duration timeLeft() {
        double trainingSeconds = 1 / Math.max(imagesPerSecond(), Double.MIN_NORMAL);
        double evaluationSeconds =
                evaluated == 0 ? FIRST_GUESS * trainingSeconds : seconds(evaluationNanos) / evaluated;
        double seconds = trainingLeft * trainingSeconds + evaluationLeft * evaluationSeconds;
        return Duration.ofMillis(
                Math.round(Math.min(seconds, Duration.ofDays(10_000).toSeconds()) * 1e3));
    }

    private Mark mark() {
        return new Mark(now() - evaluationNanos, trained);
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }
}
