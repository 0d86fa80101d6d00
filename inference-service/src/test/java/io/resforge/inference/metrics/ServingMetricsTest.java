package io.resforge.inference.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.resforge.inference.testing.FakeModels;
import org.junit.jupiter.api.Test;

class ServingMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ServingMetrics metrics = new ServingMetrics(registry);

    @Test
    void countsTheFirstCallsOfAVersionThoughTheyComeBeforeTheNewsThatItIsLive() {
        // Given
        metrics.live(FakeModels.live(1));
        // When
        metrics.predicted(FakeModels.live(2), 0);
        metrics.live(FakeModels.live(2));
        metrics.predicted(FakeModels.live(2), 0);
        // Then
        assertThat(predictions("2")).isEqualTo(2);
    }

    @Test
    void countsTheLastCallsOfTheVersionBefore() {
        metrics.live(FakeModels.live(1));
        metrics.live(FakeModels.live(2));

        metrics.predicted(FakeModels.live(1), 0);

        assertThat(predictions("1")).isEqualTo(1);
        assertThat(predictions("2")).isZero();
    }

    private double predictions(String version) {
        return registry.get("predictions").tag("version", version).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }
}
