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
                .isThrownBy(() -> new TrainerConverters.PositiveCount().convert(value))
                .withMessage("must be a whole number from 1, was '" + value + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "PT-1S", "", "soon"})
    void refusesATimeThatIsNone(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TrainerConverters.PositiveDuration().convert(value))
                .withMessageContaining("'" + value + "'");
    }

    @Test
    void refusesANegativeNumberOfRetriesAndAnUnknownDevice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TrainerConverters.Count().convert("-1"))
                .withMessage("must be a whole number from 0, was '-1'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TrainerConverters.Device().convert("tpu"))
                .withMessageContaining("auto, cpu or cuda:N");
    }

    @Test
    void refusesAStoreOfAnUnknownKind() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TrainerConverters.Location().convert("ftp://somewhere"))
                .withMessageContaining("'ftp://somewhere' is no location of a store");
    }

    @Test
    void takesWhatIsAllowed() {
        assertThat(new TrainerConverters.PositiveCount().convert(" 2 ")).isEqualTo(2);
        assertThat(new TrainerConverters.Count().convert("0")).isZero();
        assertThat(new TrainerConverters.Device().convert("cuda:1")).isEqualTo("cuda:1");
        assertThat(new TrainerConverters.PositiveDuration().convert("500ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(new TrainerConverters.Location().convert("/no/such/folder")).isEqualTo("/no/such/folder");
    }
}
