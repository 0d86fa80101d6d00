package io.resforge.trainer.backend.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.trainer.backend.WorkerBackend.RunLog;
import io.resforge.trainer.backend.process.ProcessBackend.FileLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLogTest {

    @TempDir
    Path folder;

    private final AtomicBoolean complete = new AtomicBoolean();
    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("mine.log");
    }

    private FileLog log(OptionalInt tail) {
        return new FileLog(file, tail, complete::get);
    }

    private void print(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Test
    void waitsForAFileThatIsNotThereYet() {
        assertThat(log(OptionalInt.empty()).read()).isEqualTo(RunLog.Lines.none());

        complete.set(true);

        assertThat(log(OptionalInt.empty()).read()).isEqualTo(RunLog.Lines.end());
    }

    @Test
    void givesEachLineOnceItIsWhole() throws IOException {
        FileLog log = log(OptionalInt.empty());
        print("one\ntw");
        assertThat(log.read().lines()).containsExactly("one");
        print("o\n");
        assertThat(log.read().lines()).containsExactly("two");
        print("thr");

        complete.set(true);

        assertThat(log.read()).isEqualTo(new RunLog.Lines(List.of("thr"), "mine.log", true));
    }

    @Test
    void beginsWithTheLastLines() throws IOException {
        print("one\ntwo\nthree\n");
        complete.set(true);

        assertThat(log(OptionalInt.of(2)).read().lines()).containsExactly("two", "three");
        assertThat(log(OptionalInt.of(0)).read().lines()).isEmpty();
        assertThat(log(OptionalInt.of(9)).read().lines()).containsExactly("one", "two", "three");
    }

    @Test
    void givesALongFileInParts() throws IOException {
        List<String> written =
                IntStream.range(0, 20_000).mapToObj(i -> "line " + i).toList();
        print(String.join("\n", written) + "\n");
        complete.set(true);
        FileLog log = log(OptionalInt.empty());
        List<String> read = new ArrayList<>();

        RunLog.Lines lines;
        do {
            lines = log.read();
            read.addAll(lines.lines());
        } while (!lines.last());

        assertThat(read).isEqualTo(written);
    }
}
