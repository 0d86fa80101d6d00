package io.resforge.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextWidthTest {

    @ParameterizedTest
    @CsvSource({
        "'', 0",
        "frog, 4",
        "é, 1",
        "e\u0301, 1",
        "猫, 2",
        "한, 2",
        "ＡＢ, 4",
        "😀, 2",
        "⚠\uFE0F, 2",
        "👩\u200d🚀, 2",
        "🇩🇪, 2",
        "a★━█, 4"
    })
    void countsColumnsAsATerminalShowsThem(String text, int columns) {
        assertThat(TextWidth.of(text)).isEqualTo(columns);
        assertThat(TextWidth.of(TextWidth.padded(text, 10))).isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource({
        "one two three, 7, one two|three",
        "one two three, 8, one two|three",
        "hello, 3, hel|lo",
        "a/b/c/d, 4, a/b/|c/d",
        "猫猫猫, 3, 猫|猫|猫",
        "猫, 1, 猫",
        "'', 5, ''"
    })
    void wrapsAtWordsAndElseBetweenCharacters(String text, int columns, String lines) {
        assertThat(TextWidth.lines(text, columns).stream().map(line -> text.substring(line[0], line[1])))
                .containsExactly(lines.split("\\|"));
    }
}
