package io.resforge.neuralnet.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class LogTextTest {

    private static String printed(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }

    @Test
    void keepsAMessageOnItsLine() {
        assertThat(LogText.line("a\nb\rc\u2028d\u0085e")).isEqualTo("a\\u000ab\\u000dc\\u2028d\\u0085e");
        assertThat(LogText.line("\u001b[31mred\u202e")).isEqualTo("\\u001b[31mred\\u202e");
        assertThat(LogText.line("naïve 👩\u200d🚀\ttab")).isEqualTo("naïve 👩\u200d🚀\ttab");
    }

    @Test
    void printsAFailureWithAllThatBelongsToIt() {
        IllegalStateException failure =
                new IllegalStateException("outer", new IllegalArgumentException("in\r\nner\u001b"));
        failure.addSuppressed(new RuntimeException("be\nside"));

        assertThat(printed(LogText.trace(failure)))
                .isEqualTo(printed(failure)
                        .replace("in\r\nner\u001b", "in\n    ner\\u001b")
                        .replace("be\nside", "be\n    side"));
    }

    @Test
    void leavesAFailureAsItIsWhoseTextsAreLines() {
        IllegalStateException failure = new IllegalStateException("outer", new RuntimeException("inner"));
        assertThat(LogText.trace(failure)).isSameAs(failure);
    }

    @Test
    void endsInACircleOfCauses() {
        RuntimeException one = new RuntimeException("o\nne");
        RuntimeException two = new RuntimeException("two", one);
        one.initCause(two);
        one.addSuppressed(two);
        assertThat(printed(LogText.trace(one))).contains("o\n    ne", "Caused by: java.lang.RuntimeException: two");
    }
}
