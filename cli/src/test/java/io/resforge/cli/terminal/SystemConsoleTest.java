package io.resforge.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.cli.terminal.Terminal.SystemConsole;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemConsoleTest {

    @ParameterizedTest
    @CsvSource({"132, 132", "' 100 ', 100", "'', 80", "0, 80", "-7, 80", "wide, 80", "99999999999, 80"})
    void believesOnlySensibleWidths(String columns, int width) {
        assertThat(SystemConsole.width(Map.of("COLUMNS", columns))).isEqualTo(width);
    }

    @Test
    void hasAUsualWidth() {
        assertThat(SystemConsole.width(Map.of())).isEqualTo(80);
    }

    @ParameterizedTest
    @CsvSource({"UTF-8, true", "utf8, true", "ANSI_X3.4-1968, false", "ISO-8859-1, false"})
    void goesBeyondAsciiOnlyWhereOutputIsUnicode(String encoding, boolean unicode) {
        assertThat(SystemConsole.isUnicode(encoding)).isEqualTo(unicode);
    }
}
