package io.resforge.inference.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.inference.telemetry.StartClock.StartPhase;
import io.resforge.inference.telemetry.StartClock.StartReport;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StartClockTest {

    private long now = TimeUnit.SECONDS.toNanos(100);
    private final StartClock clock = new StartClock(() -> now, now);

    @Test
    void tellsEachPhaseAndTheirSum() {
        // Given
        after(210, StartPhase.JVM);
        after(550, StartPhase.FRAMEWORK);
        after(180, StartPhase.ENGINE);
        after(310, StartPhase.MODEL);
        after(70, StartPhase.WARM_UP);
        // Then
        assertThat(clock.report())
                .hasToString("1.32 s: JVM 0.21, framework 0.55, engine 0.18, model 0.31, warm-up 0.07");
    }

    @Test
    void countsNoTimeTwiceThatPhasesSpentSideBySide() {
        // Given
        after(200, StartPhase.JVM);
        after(300, StartPhase.ENGINE);
        after(100, StartPhase.FRAMEWORK);
        // Then
        assertThat(clock.report().took()).containsEntry(StartPhase.ENGINE, Duration.ZERO);
        assertThat(clock.report().total()).isEqualTo(Duration.ofMillis(600));
    }

    @Test
    void leavesOutPhasesThatHaveNotEnded() {
        // Given
        after(200, StartPhase.JVM);
        after(300, StartPhase.FRAMEWORK);
        // Then
        assertThat(clock.report()).hasToString("0.50 s: JVM 0.20, framework 0.30");
    }

    @Test
    void countsTheFirstModelAlone() {
        // Given
        after(200, StartPhase.MODEL);
        // When
        after(5000, StartPhase.MODEL);
        // Then
        assertThat(clock.report().total()).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void refusesAPhaseThatEndedBeforeItBegan() {
        assertThatThrownBy(() -> new StartReport(Map.of(StartPhase.JVM, Duration.ofMillis(-1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("below zero");
    }

    private void after(long millis, StartPhase phase) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
        clock.ended(phase);
    }
}
