package io.resforge.inference.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.resforge.inference.models.ReloadEvent.RejectedVersion;
import io.resforge.inference.models.ReloadEvent.RejectedVersion.RefusalReason;
import io.resforge.inference.models.ReloadEvent.StoreLost;
import io.resforge.inference.models.ReloadEvent.VersionRefused;
import io.resforge.inference.models.ReloadEvent.WatchFailed;
import io.resforge.inference.models.ReloadEvent.WentLive;
import io.resforge.inference.testing.FakeModels;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReloadMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ReloadMetrics metrics =
            new ReloadMetrics(registry, new ServingMetrics(registry), List.of("cifar10"), "on-demand"::equals);

    @Test
    void showsEveryResultAtZeroBeforeItHappens() {
        Collection<Counter> before = registry.get("resforge.model.reload").counters();
        // When
        metrics.on("cifar10", new VersionRefused(new RejectedVersion("7", 3, RefusalReason.GOLDEN, "other logits")));
        metrics.on("cifar10", new StoreLost("gone"));
        metrics.on("cifar10", new WatchFailed(new IllegalStateException()));
        metrics.on("cifar10", new WentLive(FakeModels.live(2), Duration.ofSeconds(1), true));
        // Then
        assertThat(registry.get("resforge.model.reload").counters()).hasSameSizeAs(before);
        assertThat(count("refused", "golden")).isEqualTo(1);
        assertThat(count("failed", "store")).isEqualTo(1);
        assertThat(count("live", "cache")).isEqualTo(1);
        assertThat(count("refused", "checksum")).isZero();
    }

    @Test
    void tellsThePromotionThatIsLive() {
        assertThat(registry.get("resforge.model.promotion").gauge().value()).isZero();
        // When
        metrics.on("cifar10", new WentLive(FakeModels.live(2), Duration.ofSeconds(1), false));
        // Then
        assertThat(registry.get("resforge.model.promotion").gauge().value())
                .isEqualTo(FakeModels.live(2).promotion());
    }

    @Test
    void keepsModelsApart() {
        metrics.on("mine", new StoreLost("gone"));

        assertThat(count("failed", "store")).isZero();
    }

    private double count(String result, String reason) {
        return registry.get("resforge.model.reload")
                .tags("model", "cifar10", "result", result, "reason", reason)
                .counter()
                .count();
    }
}
