package io.resforge.neuralnet.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.neuralnet.text.LogText.Excerpt;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ExcerptTest {

    private static final String FROG = "\uD83D\uDC38";

    @Test
    void cutsBetweenCharactersWhereverItCuts() {
        String text = "a" + FROG.repeat(3) + "b";
        for (int most = 0; most < 5; most++) {
            String cut = Excerpt.of(text, most);
            assertThat(cut).endsWith("…");
            assertThat(cut.codePointCount(0, cut.length())).isEqualTo(most + 1);
            assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(cut)).isTrue();
        }
    }

    @Test
    void leavesATextAsItIsThatIsNotTooLong() {
        assertThat(Excerpt.of(FROG.repeat(5), 5)).isEqualTo(FROG.repeat(5));
        assertThat(Excerpt.of("", 0)).isEmpty();
        assertThat(Excerpt.of("frog", 4)).isEqualTo("frog");
    }

    @Test
    void replacesHalvesOfCharactersThatWereThereBefore() {
        assertThat(Excerpt.of("\uD83D", 10)).isEqualTo("\uFFFD");
        assertThat(Excerpt.of("a\uDC38b\uD83Dc" + FROG, 10)).isEqualTo("a\uFFFDb\uFFFDc" + FROG);
        assertThat(Excerpt.of("\uDC38\uD83D", 1)).isEqualTo("\uFFFD…");
    }
}
