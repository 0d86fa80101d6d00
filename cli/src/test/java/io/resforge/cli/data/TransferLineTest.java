package io.resforge.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.testing.Screen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransferLineTest {

    private static String shown(Screen screen, long bytes, long total) {
        try (TransferLine line = new TransferLine(screen.terminal(), "cifar-10-binary.tar.gz")) {
            line.at(bytes, total);
        }
        return screen.frames().stream()
                .filter(frame -> !frame.isEmpty())
                .findFirst()
                .orElse("");
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 80})
    void showsTheShareWithinTheTerminal(int width) {
        String shown = shown(Screen.live(width), 85_000_000, 170_000_000);
        assertThat(shown)
                .startsWith("  cifar-10-binary.tar.gz ")
                .contains(" 50%")
                .hasSizeLessThan(width);
    }

    @Test
    void drawsABarWhereThereIsRoom() {
        assertThat(shown(Screen.live(80), 85_000_000, 170_000_000)).contains("━━━━━━━━━━━━────────────");
    }

    @Test
    void showsBytesIfTheServerDoesNotSayHowManyThereAre() {
        assertThat(shown(Screen.live(80), 85_000_000, -1)).contains("85.0 MB");
    }

    @Test
    void isSilentWhereNobodyWatches() {
        assertThat(shown(Screen.piped(), 85_000_000, 170_000_000)).isEmpty();
    }
}
