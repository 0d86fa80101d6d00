package io.resforge.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingConvertersTest {

    @Test
    void readsCountsAndTimes() {
        assertThat(new SettingConverters.Count().convert(" 32 ")).isEqualTo(32);
        assertThat(new SettingConverters.Wait().convert("5ms")).isEqualTo(Duration.ofMillis(5));
        assertThat(new SettingConverters.Wait().convert("0s")).isEqualTo(Duration.ZERO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.5", "many", "9999999999"})
    void refusesACountThatIsNone(String value) {
        assertThatThrownBy(() -> new SettingConverters.Count().convert(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("it must be a whole number from 1 to 999999999");
    }

    @Test
    void refusesATimeBelowZero() {
        assertThatThrownBy(() -> new SettingConverters.Wait().convert("-1s"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("it must not be negative");
    }
}
