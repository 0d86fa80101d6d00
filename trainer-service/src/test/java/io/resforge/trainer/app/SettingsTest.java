package io.resforge.trainer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "x", "1.5", "99999999999"})
    void refusesACountThatIsNoneAndSaysWhatIsAllowed(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Converters.PositiveCount().convert(value))
                .withMessage("must be a whole number from 1, was '" + value + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "PT-1S", "", "soon"})
    void refusesATimeThatIsNone(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Converters.PositiveDuration().convert(value))
                .withMessageContaining("'" + value + "'");
    }

    @Test
    void refusesANegativeNumberOfRetriesAndAnUnknownDevice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Converters.Count().convert("-1"))
                .withMessage("must be a whole number from 0, was '-1'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Converters.Device().convert("tpu"))
                .withMessageContaining("auto, cpu or cuda:N");
    }

    @Test
    void refusesAStoreOfAnUnknownKind() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Converters.Location().convert("ftp://somewhere"))
                .withMessageContaining("'ftp://somewhere' is no location of a store");
    }

    @Test
    void takesWhatIsAllowed() {
        assertThat(new Converters.PositiveCount().convert(" 2 ")).isEqualTo(2);
        assertThat(new Converters.Count().convert("0")).isZero();
        assertThat(new Converters.Device().convert("cuda:1")).isEqualTo("cuda:1");
        assertThat(new Converters.PositiveDuration().convert("500ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(new Converters.Location().convert("/no/such/folder")).isEqualTo("/no/such/folder");
    }
}
