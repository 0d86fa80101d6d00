package io.resforge.inference.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConvertersTest {

    @Test
    void readsCountsTimesAndNames() {
        assertThat(new Converters.Count().convert(" 32 ")).isEqualTo(32);
        assertThat(new Converters.Wait().convert("5ms")).isEqualTo(Duration.ofMillis(5));
        assertThat(new Converters.Wait().convert("0s")).isEqualTo(Duration.ZERO);
        assertThat(new Converters.ModelName().convert("cifar10")).isEqualTo("cifar10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.5", "many", "9999999999"})
    void refusesACountThatIsNone(String value) {
        assertThatThrownBy(() -> new Converters.Count().convert(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("it must be a whole number from 1 to 999999999");
    }

    @Test
    void refusesATimeBelowZero() {
        assertThatThrownBy(() -> new Converters.Wait().convert("-1s"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("it must not be negative");
    }

    @Test
    void refusesANameThatNoModelCanHave() {
        assertThatThrownBy(() -> new Converters.ModelName().convert("a/b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lower-case letters");
    }
}
