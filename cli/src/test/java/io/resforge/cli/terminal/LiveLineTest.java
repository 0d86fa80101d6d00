package io.resforge.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.testing.Screen;
import org.junit.jupiter.api.Test;

class LiveLineTest {

    private static final String CLEAR = "\r\u001B[2K";

    @Test
    void rewritesItsLine() {
        Screen screen = Screen.live(80);
        LiveLine line = new LiveLine(screen.terminal());
        line.show("10%");
        line.show("20%");
        line.clear();
        assertThat(screen.out()).isEqualTo(CLEAR + "10%" + CLEAR + "20%" + CLEAR);
    }

    @Test
    void keepsALineAboveTheMovingOne() {
        Screen screen = Screen.live(80);
        LiveLine line = new LiveLine(screen.terminal());
        line.show("10%");
        line.keep("epoch 1");
        line.clear();
        assertThat(screen.out()).isEqualTo(CLEAR + "10%" + CLEAR + "epoch 1\n");
    }

    @Test
    void cutsOffWhatWouldWrap() {
        Screen screen = Screen.live(40);
        new LiveLine(screen.terminal()).show("@|green " + "a".repeat(30) + "|@" + "b".repeat(30));
        assertThat(Screen.plain(screen.out())).isEqualTo(CLEAR + "a".repeat(30) + "b".repeat(9));
    }

    @Test
    void isSilentWhereLinesCannotBeRewritten() {
        Screen screen = Screen.piped();
        LiveLine line = new LiveLine(screen.terminal());
        line.show("10%");
        line.keep("epoch 1");
        line.clear();
        assertThat(screen.out()).isEqualTo("epoch 1\n");
    }
}
