package io.resforge.inference.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.inference.app.InferenceLifecycle.ShutdownSteps;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ShutdownStepsTest {

    private final AtomicLong clock = new AtomicLong();
    private final List<Duration> told = new CopyOnWriteArrayList<>();

    @Test
    void tellsEachStepTheTimeThatTheOnesBeforeHaveLeft() {
        // Given
        ShutdownSteps steps = new ShutdownSteps(Duration.ofSeconds(16), clock::get);
        // When
        for (int seconds : List.of(11, 4, 1)) {
            steps.take("a step", atMost -> {
                told.add(atMost);
                clock.addAndGet(Duration.ofSeconds(seconds).toNanos());
            });
        }
        // Then
        assertThat(told).containsExactly(Duration.ofSeconds(16), Duration.ofSeconds(5), Duration.ofSeconds(1));
    }

    @Test
    void leavesBehindWhatHangsAndStillBeginsTheRest() throws InterruptedException {
        // Given
        ShutdownSteps steps = new ShutdownSteps(Duration.ofMillis(100), System::nanoTime);
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(2);
        // When
        steps.take("what hangs", atMost -> never.await());
        steps.take("what fails", atMost -> {
            begun.countDown();
            throw new IllegalStateException("broken");
        });
        steps.take("the last", atMost -> begun.countDown());
        // Then
        begun.await();
        never.countDown();
    }
}
