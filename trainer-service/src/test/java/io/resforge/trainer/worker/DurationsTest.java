package io.resforge.trainer.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.resforge.trainer.worker.WorkerCommandLine.Durations;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationsTest {

    @Test
    void readsWhatPeopleAndProgramsWrite() {
        assertThat(new Durations().convert("200ms")).isEqualTo(Duration.ofMillis(200));
        assertThat(new Durations().convert("90s")).isEqualTo(Duration.ofSeconds(90));
        assertThat(new Durations().convert("5m")).isEqualTo(Duration.ofMinutes(5));
        assertThat(new Durations().convert("1h")).isEqualTo(Duration.ofHours(1));
        assertThat(new Durations().convert("PT1M30S")).isEqualTo(Duration.ofSeconds(90));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "0s", "5", "-5m", "PT-1S"})
    void refusesWhatIsNoTime(String text) {
        assertThatExceptionOfType(TypeConversionException.class)
                .isThrownBy(() -> new Durations().convert(text))
                .withMessageContaining("such as 90s, 5m or 1h, was '" + text + "'");
    }
}
