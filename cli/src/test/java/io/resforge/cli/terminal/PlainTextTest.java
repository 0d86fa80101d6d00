package io.resforge.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Help.Ansi;

class PlainTextTest {

    private static String printed(Ansi ansi, Consumer<Terminal> printing) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        printing.accept(new Terminal(stream, stream, true, ansi, true, 80));
        return out.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"@|red hi|@.png", "a@b", "|@", "@|", "@@||", "frog.png", "naïve", "می‌خواهم", "👩‍🚀", "\\u001b"
            })
    void printsWhatOthersCallThingsAsItIs(String name) {
        for (Ansi ansi : new Ansi[] {Ansi.ON, Ansi.OFF}) {
            assertThat(printed(ansi, terminal -> terminal.line("= " + PlainText.of(name) + " =")))
                    .isEqualTo("= " + name + " =\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "001b, \\u001b", "000a, \\u000a", "000d, \\u000d", "0009, \\u0009", "007f, \\u007f", "009b, \\u009b",
        "202e, \\u202e", "2066, \\u2066", "200f, \\u200f", "2028, \\u2028", "feff, \\ufeff", "d800, \\ud800",
        "ffff, \\uffff", "e0041, \\udb40\\udc41"
    })
    void tellsWhatCannotBeSeen(String point, String told) {
        String name = "a" + Character.toString(Integer.parseInt(point, 16)) + "b";
        assertThat(printed(Ansi.ON, terminal -> terminal.line(PlainText.of(name))))
                .isEqualTo("a" + told + "b\n");
        assertThat(printed(Ansi.ON, terminal -> terminal.plainLine(name)))
                .isEqualTo("a" + (point.equals("0009") ? "\t" : told) + "b\n");
    }

    @Test
    void stylesOnlyWhatIsOurs() {
        String styled = printed(Ansi.ON, terminal -> terminal.line("@|bold " + PlainText.of("x|@ @|red y") + "|@ z"));
        assertThat(styled).isEqualTo("\u001b[1mx|@ @|red y\u001b[21m\u001b[0m z\n");
    }

    @Test
    void letsNoControlCharacterThroughThatWasNotMarkedAsForeign() {
        assertThat(printed(Ansi.OFF, terminal -> terminal.line("from a server: \u001b[2J")))
                .doesNotContain("\u001b");
    }

    @Test
    void keepsTheColumnsOfATable() {
        String table = printed(Ansi.ON, terminal -> {
            TextTable rows = new TextTable(terminal, "NAME", ">N");
            rows.row(PlainText.of("@|red a|@"), "1");
            rows.row(PlainText.of("b\u001b"), "22");
            rows.print();
        });
        assertThat(table.lines().skip(1)).containsExactly("@|red a|@   1", "b\\u001b    22");
    }

    @Test
    void cutsLiveLinesWithoutLosingAnAt() {
        String shown = printed(Ansi.ON, terminal -> new LiveLines(terminal).show(PlainText.of("a@b".repeat(40))));
        assertThat(shown).endsWith("a@b".repeat(40).substring(0, 77));
    }

    @Test
    void leavesJsonThatMeansTheSame() {
        assertThat(PlainText.inJson("{\n  \"a@b\": \"\u202ex\u009b\"\n}"))
                .isEqualTo("{\n  \"a@b\": \"\\u202ex\\u009b\"\n}");
    }
}
