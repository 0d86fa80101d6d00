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
                .isThrownBy(() -> new PositiveCountConverter().convert(value))
                .withMessage("must be a whole number from 1, was '" + value + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "PT-1S", "", "soon"})
    void refusesATimeThatIsNone(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PositiveDurationConverter().convert(value))
                .withMessageContaining("'" + value + "'");
    }

    @Test
    void refusesANegativeNumberOfRetriesAndAnUnknownDevice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CountConverter().convert("-1"))
                .withMessage("must be a whole number from 0, was '-1'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DeviceConverter().convert("tpu"))
                .withMessageContaining("auto, cpu or cuda:N");
    }

    @Test
    void refusesAStoreOfAnUnknownKind() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StoreLocationConverter().convert("ftp://somewhere"))
                .withMessageContaining("'ftp://somewhere' is no location of a store");
    }

    @Test
    void takesWhatIsAllowed() {
        assertThat(new PositiveCountConverter().convert(" 2 ")).isEqualTo(2);
        assertThat(new CountConverter().convert("0")).isZero();
        assertThat(new DeviceConverter().convert("cuda:1")).isEqualTo("cuda:1");
        assertThat(new PositiveDurationConverter().convert("500ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(new StoreLocationConverter().convert("/no/such/folder")).isEqualTo("/no/such/folder");
    }
}
