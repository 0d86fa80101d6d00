package io.resforge.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.testing.Screen;
import org.junit.jupiter.api.Test;

class LiveLinesTest {

    private static final String CLEAR = "\r\u001B[J";

    @Test
    void rewritesItsLine() {
        Screen screen = Screen.live(80);
        LiveLines line = new LiveLines(screen.terminal());
        line.show("10%");
        line.show("20%");
        line.clear();
        assertThat(screen.out()).isEqualTo(CLEAR + "10%" + CLEAR + "20%" + CLEAR);
    }

    @Test
    void rewritesSeveralLinesFromTheFirst() {
        Screen screen = Screen.live(80);
        LiveLines lines = new LiveLines(screen.terminal());
        lines.show("a", "b", "c");
        lines.show("d");
        String newLine = System.lineSeparator();
        assertThat(screen.out()).isEqualTo(CLEAR + "a" + newLine + "b" + newLine + "c" + "\r\u001B[2A\u001B[J" + "d");
    }

    @Test
    void keepsALineAboveTheMovingOne() {
        Screen screen = Screen.live(80);
        LiveLines line = new LiveLines(screen.terminal());
        line.show("10%");
        line.keep("epoch 1");
        line.clear();
        assertThat(screen.out()).isEqualTo(CLEAR + "10%" + CLEAR + "epoch 1\n");
    }

    @Test
    void cutsOffWhatWouldWrap() {
        Screen screen = Screen.live(40);
        new LiveLines(screen.terminal()).show("@|green " + "a".repeat(30) + "|@" + "b".repeat(30));
        assertThat(Screen.plain(screen.out())).isEqualTo(CLEAR + "a".repeat(30) + "b".repeat(7));
    }

    @Test
    void cutsOffNoPartOfACharacter() {
        for (String emoji : new String[] {"😀", "👩\u200d🚀", "e\u0301"}) {
            for (int before = 34; before <= 36; before++) {
                Screen screen = Screen.live(40);
                new LiveLines(screen.terminal()).show("a".repeat(before) + emoji + "b".repeat(30));
                assertThat(screen.out())
                        .matches(CLEAR.replace("[", "\\[") + "a{" + before + "}(" + emoji + "b*)?")
                        .satisfies(it -> assertThat(TextWidth.of(it.substring(CLEAR.length())))
                                .isLessThanOrEqualTo(37));
            }
        }
    }

    /** The terminal itself prints ^C at the end of the line; on a full line it would go to the next one, and this one stay behind. */
    @Test
    void leavesRoomForWhatTheTerminalPrintsAtCtrlC() {
        Screen screen = Screen.live(40);
        new LiveLines(screen.terminal()).show("猫".repeat(30));
        assertThat(TextWidth.of(Screen.plain(screen.out()).substring(CLEAR.length())))
                .isLessThanOrEqualTo(40 - 3);
    }

    @Test
    void isSilentWhereLinesCannotBeRewritten() {
        Screen screen = Screen.piped();
        LiveLines line = new LiveLines(screen.terminal());
        line.show("10%");
        line.keep("epoch 1");
        line.clear();
        assertThat(screen.out()).isEqualTo("epoch 1\n");
    }
}
