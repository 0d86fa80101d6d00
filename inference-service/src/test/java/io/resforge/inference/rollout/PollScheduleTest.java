package io.resforge.inference.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PollScheduleTest {

    private final PollSchedule schedule =
            new PollSchedule(Duration.ofSeconds(1), Duration.ofSeconds(30), new Random(1));

    @Test
    void variesTheIntervalByATenthEitherWay() {
        // When
        List<Long> waits = IntStream.range(0, 1000)
                .mapToObj(i -> schedule.next(0).toMillis())
                .toList();
        // Then
        assertThat(waits).allMatch(wait -> wait >= 900 && wait <= 1100);
        assertThat(waits).anyMatch(wait -> wait < 930).anyMatch(wait -> wait > 1070);
    }

    @Test
    void doublesAfterEachFailureUpToTheLongest() {
        assertThat(schedule.next(1).toMillis()).isBetween(1000L, 2000L);
        assertThat(schedule.next(3).toMillis()).isBetween(4000L, 8000L);
        assertThat(schedule.next(5).toMillis()).isBetween(15_000L, 30_000L);
        assertThat(schedule.next(Integer.MAX_VALUE).toMillis()).isBetween(15_000L, 30_000L);
    }

    @Test
    void refusesABackoffShorterThanTheInterval() {
        assertThatThrownBy(() -> new PollSchedule(Duration.ofSeconds(2), Duration.ofSeconds(1), new Random(1)))
                .hasMessage("the longest backoff must be at least the watch interval of PT2S, was PT1S");
    }
}
