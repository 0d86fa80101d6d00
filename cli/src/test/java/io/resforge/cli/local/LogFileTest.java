package io.resforge.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {

    @TempDir
    private Path folder;

    @Test
    void hasATailWithoutBlankLines() throws IOException {
        Path file = Files.writeString(folder.resolve("x.log"), "one\ntwo\n\nthree\n\n");
        assertThat(new LogFile(file).tail(2)).containsExactly("two", "three");
        assertThat(new LogFile(file).tail(10)).containsExactly("one", "two", "three");
    }

    @Test
    void hasNoPlaceInItsTailForTheFramesOfStackTraces() throws IOException {
        Path file = Files.writeString(
                folder.resolve("x.log"),
                "ERROR no store\n\tat a.B.c(B.java:1)\nCaused by: x\n\tat a.B.d(B.java:2)\n\t... 4 more\n");
        assertThat(new LogFile(file).tail(2)).containsExactly("ERROR no store", "Caused by: x");
    }

    @Test
    void looksOnlyAtTheEndOfALongOne() throws IOException {
        Path file = Files.writeString(folder.resolve("x.log"), "line\n".repeat(1_000_000) + "last\n");
        assertThat(new LogFile(file).tail(2)).containsExactly("line", "last");
    }

    @Test
    void hasNoTailIfItIsNotThere() {
        assertThat(new LogFile(folder.resolve("none")).tail(2)).isEmpty();
    }
}
