package io.resforge.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TrainingPaceTest {

    private static final Offset<Double> CLOSE = within(1e-6);

    private final AtomicLong nanos = new AtomicLong(-5);
    private final TrainingPace pace = new TrainingPace(nanos::get, 1000, 300);

    @Test
    void reportsAreDueFiveTimesASecondAtMost() {
        pass(199);
        assertThat(pace.due()).isFalse();
        pass(1);
        assertThat(pace.due()).isTrue();
        assertThat(pace.due()).isFalse();
        pass(5000);
        assertThat(pace.due()).isTrue();
    }

    @Test
    void speedIsThatOfTheLastMoments() {
        for (int i = 0; i < 20; i++) {
            train(10, 1000);
        }
        for (int i = 0; i < 20; i++) {
            train(40, 1000);
        }

        assertThat(pace.imagesPerSecond()).isEqualTo(40, CLOSE);
    }

    @Test
    void speedLeavesOutTheTimeOfEvaluations() {
        train(50, 1000);
        evaluate(100, 7000);
        train(50, 1000);

        assertThat(pace.imagesPerSecond()).isEqualTo(50, CLOSE);
    }

    @Test
    void speedOfAnEpochIsThatFromItsBeginning() {
        train(10, 1000);
        DoubleSupplier epoch = pace.stopwatch();
        train(30, 1000);
        evaluate(100, 500);

        assertThat(epoch.getAsDouble()).isEqualTo(30, CLOSE);
    }

    @Test
    void timeLeftCountsTrainingAndEvaluation() {
        train(500, 5000);
        evaluate(100, 1000);

        // 500 images at 100 a second, 200 evaluations at 100 a second.
        assertThat(pace.timeLeft()).isCloseTo(Duration.ofSeconds(7), Duration.ofMillis(2));
    }

    @Test
    void timeLeftGuessesEvaluationsBeforeTheFirst() {
        train(500, 5000);

        // 300 evaluations at a quarter of the time of training.
        assertThat(pace.timeLeft()).isCloseTo(Duration.ofMillis(5750), Duration.ofMillis(2));
    }

    @Test
    void timeLeftIsANumberEvenIfTheClockStandsStill() {
        assertThat(pace.timeLeft()).isPositive();
        pace.trained(10);
        assertThat(pace.timeLeft()).isGreaterThanOrEqualTo(Duration.ZERO);
    }

    private void train(int images, long millis) {
        pass(millis);
        pace.trained(images);
        pace.due();
    }

    private void evaluate(int images, long millis) {
        long since = pace.now();
        pass(millis);
        pace.evaluated(images, since);
    }

    private void pass(long millis) {
        nanos.addAndGet(Duration.ofMillis(millis).toNanos());
    }
}
