package io.resforge.trainer.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitCodeTest {

    @ParameterizedTest
    @CsvSource({"0, false", "1, true", "2, false", "3, false", "75, true", "134, true", "137, true"})
    void tellsWhetherAnotherTryMakesSense(int number, boolean again) {
        assertThat(ExitCode.isWorthAnotherTry(number)).isEqualTo(again);
    }

    @Test
    void saysWhatEachMeans() {
        assertThat(ExitCode.meanings())
                .containsOnlyKeys("0", "1", "2", "3", "75")
                .doesNotContainValue("");
    }
}
