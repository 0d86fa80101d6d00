package io.resforge.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.support.html.PageText;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageTextTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.1, 0.1",
        "0.123456, 0.1235",
        "1234.5, 1235",
        "0.0000975663, 9.757e-5",
        "0.001, 0.001",
        "-0.00001, -1e-5",
        "12345678, 1.235e7",
        "4.9e-324, 4.941e-324"
    })
    void writesAnyNumberInFewLetters(double number, String text) {
        assertThat(PageText.brief(number)).isEqualTo(text);
    }
}
