package io.resforge.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.resforge.testing.Screen;
import org.junit.jupiter.api.Test;

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
    void leavesOutItsLastColumnsOnATerminalThatIsTooNarrow() {
        Screen screen = Screen.live(40);
        TextTable table = new TextTable(screen.terminal(), "NAME", "MORE", "BAR");
        table.row("a".repeat(20), "b".repeat(18), "c");
        table.print();
        assertThat(Screen.plain(screen.out()).lines()).allMatch(line -> line.length() <= 40);
        assertThat(screen.out()).contains("b".repeat(18)).doesNotContain("BAR");
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
