package io.resforge.cli.common;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.registry.checkpoint.InvalidCheckpoint;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.store.StoreFailure;
import io.resforge.testing.Screen;
import io.resforge.training.dataset.InvalidDataset;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorReportTest {

    private final Screen screen = Screen.piped();

    private int tell(Exception failure, boolean verbose) {
        return new ErrorReport(screen.terminal(), () -> verbose).handleExecutionException(failure, null, null);
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(CommandFailed.because("the run failed"), 1, "the run failed"),
                Arguments.of(CommandFailed.badUsage("there is no file x"), 2, "there is no file x"),
                Arguments.of(new NoSuchFileException("/x"), 1, "cannot use /x: no such file"),
                Arguments.of(new AccessDeniedException("/x"), 1, "cannot use /x: access denied"),
                Arguments.of(
                        new FileSystemException("/x", null, "No space left on device"),
                        1,
                        "cannot use /x: No space left on device"),
                Arguments.of(
                        new FileSystemException("/home/ada/.resforge/data", null, "Read-only file system"),
                        1,
                        "cannot use /home/ada/.resforge/data: Read-only file system; the variable RESFORGE_HOME names another folder"),
                Arguments.of(new UnknownHostException("mirror"), 1, "unknown host mirror"),
                Arguments.of(new EOFException(), 1, "eof"),
                Arguments.of(
                        new UncheckedIOException("cannot start the trainer-service", new IOException("no java")),
                        1,
                        "cannot start the trainer-service: no java"),
                Arguments.of(new UncheckedIOException(new NoSuchFileException("/x")), 1, "cannot use /x: no such file"),
                Arguments.of(new StoreFailure("there is no store"), 1, "there is no store"),
                Arguments.of(
                        new DamagedObject("a.json", "no JSON", null),
                        1,
                        "the stored object a.json is damaged: no JSON"),
                Arguments.of(new InvalidCheckpoint("version 3 is damaged"), 1, "version 3 is damaged"),
                Arguments.of(new InvalidDataset("x holds no data set"), 2, "x holds no data set"),
                Arguments.of(
                        new IllegalStateException("bug"),
                        1,
                        "this should not have happened: java.lang.IllegalStateException: bug; --verbose shows where"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void saysWhatWentWrongInOneSentence(Exception failure, int exit, String sentence) {
        assertThat(tell(failure, false)).isEqualTo(exit);
        assertThat(screen.err()).isEqualTo("error: " + sentence + "\n");
        assertThat(screen.out()).isEmpty();
    }

    @Test
    void tellsLinesOfALogBelowTheSentence() {
        tell(CommandFailed.because("the service ended", List.of("ERROR a\u001b[2J", "\tb")), false);
        assertThat(screen.err()).isEqualTo("error: the service ended\n  | ERROR a\\u001b[2J\n  | \tb\n");
    }

    @Test
    void showsWhereIfAsked() {
        tell(CommandFailed.because("the run failed"), true);
        assertThat(screen.err()).startsWith("error: the run failed\n").contains("\tat ");
    }
}
