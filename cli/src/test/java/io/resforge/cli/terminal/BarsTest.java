package io.resforge.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.testing.Screen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BarsTest {

    private final Terminal unicode = Screen.piped().terminal();
    private final Terminal ascii = Screen.ascii().terminal();

    @ParameterizedTest
    @CsvSource({"0, --------", "0.5, ####----", "1, ########", "-1, --------", "2, ########", "NaN, --------"})
    void showsProgressInAscii(double share, String bar) {
        assertThat(Bars.progress(ascii, share, 8)).isEqualTo(bar);
    }

    @Test
    void showsProgressInUnicode() {
        assertThat(unicode.styled(Bars.progress(unicode, 0.25, 8))).isEqualTo("━━──────");
    }

    @ParameterizedTest
    @CsvSource({"0, '    '", "0.03125, '▏   '", "0.5, '██  '", "0.59375, '██▍ '", "1, ████"})
    void showsASharePreciseToAnEighthOfAColumn(double share, String bar) {
        assertThat(Bars.share(unicode, share, 4)).isEqualTo(bar);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3, 0.999, 1, 7})
    void isAlwaysAsWideAsAsked(double share) {
        assertThat(Bars.share(unicode, share, 20)).hasSize(20);
        assertThat(Bars.share(ascii, share, 20)).hasSize(20).matches("#* *");
    }
}
