package io.resforge.inference.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.inference.telemetry.Tracing.TracingSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TracingSettingsTest {

    @Test
    void asksForNoTracesUnlessASettingOfOpenTelemetryDoes() {
        assertThat(ask(Map.of())).isFalse();
        assertThat(ask(Map.of("OTEL_SERVICE_NAME", "mine"))).isFalse();
        assertThat(ask(Map.of("OTEL_TRACES_EXPORTER", "otlp"))).isTrue();
        assertThat(ask(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4317")))
                .isTrue();
        assertThat(ask(Map.of("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://localhost:4317")))
                .isTrue();
    }

    @Test
    void asksForNoneWhenTheyAreTurnedOff() {
        assertThat(ask(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4317", "OTEL_SDK_DISABLED", "TRUE")))
                .isFalse();
        assertThat(ask(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4317", "OTEL_TRACES_EXPORTER", "none")))
                .isFalse();
    }

    private static boolean ask(Map<String, String> settings) {
        return TracingSettings.askFor(settings::get);
    }
}
