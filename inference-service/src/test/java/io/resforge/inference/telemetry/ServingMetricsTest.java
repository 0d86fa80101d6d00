package io.resforge.inference.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.resforge.inference.models.LiveModel;
import io.resforge.inference.telemetry.ServingObserver.CanaryOutcome;
import io.resforge.inference.telemetry.ServingObserver.PredictionEvent;
import io.resforge.inference.telemetry.Tracing.CallTrace;
import io.resforge.inference.testing.FakeModels;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ServingMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ServingMetrics metrics = new ServingMetrics(registry);

    @Test
    void countsTheFirstCallsOfAVersionThoughTheyComeBeforeTheNewsThatItIsLive() {
        // Given
        live(1);
        // When
        predict(2);
        live(2);
        predict(2);
        // Then
        assertThat(predictions(2)).isEqualTo(2);
    }

    @Test
    void countsTheLastCallsOfTheVersionBefore() {
        live(1);
        live(2);

        predict(1);

        assertThat(predictions(1)).isEqualTo(1);
        assertThat(predictions(2)).isZero();
    }

    @Test
    void countsAVersionAnewThatIsReplacedUnderItsOwnNumberByOneOfMoreClasses() {
        // Given
        LiveModel old = FakeModels.live(1, List.of("frog", "ship"), Instant.EPOCH);
        LiveModel replacing = FakeModels.live(1, List.of("frog", "ship", "deer"), Instant.EPOCH.plusSeconds(1));
        metrics.versions().live(old);
        predict(old, 1);
        // When
        predict(replacing, 2);
        predict(old, 1); // a call that was under way meanwhile
        metrics.versions().live(replacing);
        predict(replacing, 2);
        // Then
        assertThat(count("resforge.predictions", "class", "deer")).isEqualTo(2);
        assertThat(count("resforge.predictions", "class", "ship")).isZero();
        assertThat(registry.get("resforge.prediction.confidence").summary().count())
                .isEqualTo(2);
        assertThat(registry.get("resforge.model.info").gauges()).hasSize(1);
    }

    @Test
    void tellsOneVersionToBeLive() {
        live(1);
        live(2);
        live(2);
        live(1);

        assertThat(registry.get("resforge.model.info").gauges())
                .singleElement()
                .satisfies(info -> assertThat(info.getId().getTag("version")).isEqualTo("1"));
    }

    @Test
    void removesTheMetersOfVersionsThatNobodyUsesAnyMore() {
        for (int version = 1; version <= 100; version++) {
            live(version);
            predict(version);
        }

        assertThat(versions()).containsExactly("100", "99");
    }

    @Test
    void keepsTheMetersOfAVersionBesideTheLiveOneWhileItIsUsed() {
        // Given
        live(1);
        for (int version = 2; version <= 10; version++) {
            // When
            metrics.computed(FakeModels.live(1), "onnx", 1, 1);
            live(version);
        }
        // Then
        assertThat(versions()).contains("1", "10").doesNotContain("8");
    }

    @Test
    void measuresNoVersionThatIsKnownToBeGoneUntilItComesBack() {
        // Given
        live(1);
        predict(1);
        live(2);
        predict(1);
        live(3);
        metrics.versions().served("cifar10", Set.of("3"));
        // When
        predict(1);
        // Then
        assertThat(versions()).containsExactly("2", "3");
        metrics.versions().served("cifar10", Set.of("1", "3"));
        predict(1);
        assertThat(predictions(1)).isEqualTo(1);
    }

    @Test
    void tellsWhatComputesAVersion() {
        metrics.computed(FakeModels.live(1), "onnx", 1, 1);
        metrics.computed(FakeModels.live(1), "torch-bf16", 32, 1);
        metrics.computed(FakeModels.live(1), "torch-bf16", 30, 1);

        assertThat(count("resforge.inference.engine.images", "engine", "onnx")).isEqualTo(1);
        assertThat(count("resforge.inference.engine.images", "engine", "torch-bf16"))
                .isEqualTo(62);
    }

    @Test
    void tellsHowAVersionDoesOnTrial() {
        metrics.shadowed(FakeModels.live(2), true, 1);
        metrics.shadowed(FakeModels.live(2), false, 1);
        metrics.shadowFailed(FakeModels.live(2), 3);
        metrics.canaryCall(FakeModels.live(2), CanaryOutcome.ANSWERED, 1);
        metrics.fedBack("cifar10", "1", true);

        assertThat(count("resforge.shadow.comparisons", "agree", "false")).isEqualTo(1);
        assertThat(count("resforge.shadow.comparisons", "agree", "failed")).isEqualTo(3);
        assertThat(count("resforge.canary.calls", "outcome", "answered")).isEqualTo(1);
        assertThat(count("resforge.canary.calls", "outcome", "failed")).isZero();
        assertThat(count("resforge.feedback", "correct", "true")).isEqualTo(1);
    }

    @Test
    void keepsFeedbackOfTheLastVersionsOnly() {
        for (int version = 1; version <= 100; version++) {
            metrics.fedBack("cifar10", Integer.toString(version), true);
        }

        assertThat(registry.get("resforge.feedback").counters()).hasSize(2 * 16);
    }

    private void live(int version) {
        metrics.versions().live(FakeModels.live(version));
    }

    private void predict(int version) {
        predict(FakeModels.live(version), 0);
        metrics.computed(FakeModels.live(version), "onnx", 1, 1);
    }

    private void predict(LiveModel model, int classIndex) {
        metrics.predicted(new PredictionEvent(model, "an id", classIndex, .9f, 1, CallTrace.NONE));
    }

    private Set<String> versions() {
        Set<String> versions = new TreeSet<>();
        for (Meter meter : registry.getMeters()) {
            String version = meter.getId().getTag("version");
            if (version != null) {
                versions.add(version);
            }
        }
        return versions;
    }

    private double count(String name, String tag, String value) {
        return registry.get(name).tag(tag, value).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private double predictions(int version) {
        return count("resforge.predictions", "version", Integer.toString(version));
    }
}
