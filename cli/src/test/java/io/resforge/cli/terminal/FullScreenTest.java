package io.resforge.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.testing.Screen;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Size;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FullScreenTest {

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    private String text() {
        return shown.toString(StandardCharsets.UTF_8);
    }

    @Test
    void drawsAsMuchAsThereIsRoomForAndGivesTheScreenBack() throws Exception {
        LineDisciplineTerminal keyboard = new LineDisciplineTerminal("test", "xterm", shown, StandardCharsets.UTF_8);
        keyboard.setSize(Size.of(50, 2));
        Attributes before = keyboard.getAttributes();
        List<Integer> widths = new ArrayList<>();
        try (FullScreen screen = new FullScreen(keyboard, Screen.live(80).terminal())) {
            keyboard.processInputByte('x');
            keyboard.processInputByte('q');
            screen.show((view, height) -> {
                widths.add(view.width());
                return List.of("first", "second of " + height, "third");
            });
            assertThat(keyboard.getAttributes().getLocalFlag(LocalFlag.ICANON)).isFalse();
        }
        assertThat(widths).isNotEmpty().containsOnly(50);
        assertThat(text())
                .startsWith("\u001B[?1049h")
                .contains("\u001B[Hfirst\u001B[K", "second of 2\u001B[K\u001B[J")
                .doesNotContain("third")
                .endsWith("\u001B[?1049l");
        assertThat(text().split("first", -1)).as("the same is drawn once").hasSize(2);
        assertThat(before.getLocalFlag(LocalFlag.ICANON)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {'q', 'Q', 3})
    void isLeftByAKey(int key) throws Exception {
        LineDisciplineTerminal keyboard = new LineDisciplineTerminal("test", "xterm", shown, StandardCharsets.UTF_8);
        try (FullScreen screen = new FullScreen(keyboard, Screen.live(80).terminal())) {
            keyboard.processInputByte(key);
            screen.show((view, height) -> List.of("shown"));
        }
        assertThat(text()).endsWith("\u001B[?1049l");
    }
}
