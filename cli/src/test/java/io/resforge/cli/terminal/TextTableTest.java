package io.resforge.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.resforge.testing.Screen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTableTest {

    private static TextTable table(Screen screen) {
        TextTable table = new TextTable(screen.terminal(), "NAME", ">SHARE", "");
        table.row("frog", "75.0%", "@|green " + "#".repeat(20) + "|@");
        table.row("automobile", "5.0%", "");
        return table;
    }

    @Test
    void alignsItsColumns() {
        Screen screen = Screen.piped();
        table(screen).print();
        assertThat(screen.out()).isEqualTo("""
                        NAME        SHARE
                        frog        75.0%  ####################
                        automobile   5.0%
                        """);
    }

    @Test
    void alignsColouredCellsByWhatIsSeen() {
        Screen screen = Screen.live(80);
        table(screen).print();
        assertThat(Screen.plain(screen.out()).lines().toList())
                .contains("frog        75.0%  ####################", "automobile   5.0%");
    }

    @Test
    void wrapsTheLastColumnAtWordsOnATerminalThatIsTooNarrow() {
        Screen screen = Screen.live(40);
        TextTable table = new TextTable(screen.terminal(), "NAME", "ABOUT");
        table.row("frog", "@|bold An animal|@ that lives in water and on land");
        table.row("ship", "floats");
        table.print();
        assertThat(Screen.plain(screen.out())).isEqualTo("""
                        NAME  ABOUT
                        frog  An animal that lives in water and
                              on land
                        ship  floats
                        """);
    }

    @Test
    void tellsBelowARowWhatDoesNotFitBesideIt() {
        Screen screen = Screen.live(40);
        TextTable table = new TextTable(screen.terminal(), "NAME", "MORE", ">SIZE", "", "WHEN");
        table.row("a".repeat(20), "b".repeat(16), "7", "####", "yesterday");
        table.row("c", "d", "8", "#", "-");
        table.print();
        assertThat(Screen.plain(screen.out())).isEqualTo("""
                        NAME                  MORE
                        aaaaaaaaaaaaaaaaaaaa  bbbbbbbbbbbbbbbb
                            SIZE 7  WHEN yesterday
                        c                     d
                            SIZE 8
                        """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"猫の写真", "한국어", "😀😀", "👩\u200d🚀🐸", "e\u0301te\u0301"})
    void alignsWhatIsWideAsItIsSeen(String name) {
        Screen screen = Screen.live(80);
        TextTable table = new TextTable(screen.terminal(), "NAME", "CLASS");
        table.row(name, "frog");
        table.row("automobile", "ship");
        table.print();
        assertThat(Screen.plain(screen.out()).lines().toList())
                .element(1)
                .satisfies(line -> assertThat(TextWidth.of(line)).isEqualTo(16));
    }

    @Test
    void breaksNoCharacterAndLosesNoneWhereNoWordEnds() {
        Screen screen = Screen.live(40);
        TextTable table = new TextTable(screen.terminal(), "N", "ABOUT");
        table.row("1", "猫".repeat(40));
        table.print();
        assertThat(Screen.plain(screen.out()).lines()).allMatch(line -> TextWidth.of(line) <= 40);
        assertThat(screen.out().codePoints().filter(point -> point == '猫')).hasSize(40);
    }

    @Test
    void leavesNothingOutForOtherPrograms() {
        Screen screen = Screen.piped();
        TextTable table = new TextTable(screen.terminal(), "NAME", "LAST");
        table.row("a".repeat(100), "there");
        table.print();
        assertThat(screen.out()).contains("there");
    }

    @Test
    void refusesARowOfAnotherWidth() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> table(Screen.piped()).row("a", "b"))
                .withMessage("a row needs 3 cells, was given 2");
    }
}
