package io.resforge.inference.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class CallDrainTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final CallDrain calls = new CallDrain();

    @Test
    void isQuietWhenNoCallComes() throws InterruptedException {
        assertThat(calls.awaitQuiet(Duration.ofMillis(20), LONG)).isTrue();
    }

    @Test
    void isNotQuietWhileACallIsUnderWay() throws InterruptedException {
        // Given
        calls.enter();
        // Then
        assertThat(calls.awaitQuiet(Duration.ofMillis(1), Duration.ofMillis(50)))
                .isFalse();
    }

    @Test
    void letsCallsInWhileItWaitsForQuiet() throws Exception {
        // Given
        calls.enter();
        CompletableFuture<Boolean> quiet = waiting();
        // When
        assertThat(calls.enter()).isTrue();
        calls.leave();
        // Then
        assertThat(quiet).isNotDone();
        // When
        calls.leave();
        // Then
        assertThat(quiet.get(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void doesNotWaitForQuietThatCannotComeInTime() throws InterruptedException {
        assertThat(calls.awaitQuiet(Duration.ofHours(1), LONG)).isFalse();
    }

    @Test
    void letsNoneInOnceItDrains() throws InterruptedException {
        // When
        assertThat(calls.drain(Duration.ZERO)).isZero();
        // Then
        assertThat(calls.enter()).isFalse();
    }

    private CompletableFuture<Boolean> waiting() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return calls.awaitQuiet(Duration.ofMillis(20), LONG);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }
}
