package io.resforge.cli.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.registry.run.ReportFiles;
import io.resforge.registry.store.ObjectStore;
import io.resforge.testing.FakeWorker;
import io.resforge.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportCommandTest {

    private static final Map<String, Object> SLOW = Map.of("lr", 0.01, "epochs", 2);
    private static final Map<String, Object> FAST = Map.of("lr", 0.1, "epochs", 2);

    private final Path home;
    private final Path out;
    private final Shell shell;
    private final ObjectStore store;
    private final FakeWorker worker;

    ReportCommandTest(@TempDir Path home) {
        this.home = home;
        out = home.resolve("out");
        shell = new Shell(home);
        store = ObjectStore.openOrCreate(home.resolve("store").toString());
        worker = new FakeWorker(store);
    }

    private int report(String... words) {
        List<String> all = new ArrayList<>(List.of("report"));
        all.addAll(List.of(words));
        all.addAll(List.of("--store", home.resolve("store").toString(), "--out", out.toString()));
        return shell.run(all.toArray(String[]::new));
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(it -> it.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void bringsTheReportThatTheWorkerWrote() throws IOException {
        // Given
        worker.publish("run-1", SLOW, .5, .75);
        new ReportFiles(store).put("run-1", "index.html", "the page".getBytes(UTF_8));
        new ReportFiles(store).put("run-1", "loss.svg", "the curve".getBytes(UTF_8));
        // When
        assertThat(report("run-1")).isZero();
        // Then
        assertThat(files(out)).containsExactly("index.html", "loss.svg");
        assertThat(out.resolve("index.html")).hasContent("the page");
        assertThat(shell.out()).isEqualTo("Open " + out.resolve("index.html") + "\n");
    }

    @Test
    void makesAReportWhereTheWorkerLeftNone() throws IOException {
        worker.publish("run-1", SLOW, .5, .75);
        assertThat(report("run-1")).isZero();
        assertThat(files(out)).contains("index.html", "summary.md");
        assertThat(shell.out())
                .startsWith("The worker of run run-1 left no report; this one is made of what the store tells");
    }

    @Test
    void comparesRunsByTheKeysThatDiffer() throws IOException {
        worker.publish("slow", SLOW, .5, .6);
        worker.publish("fast", FAST, .5, .75);
        assertThat(report("slow", "fast")).isZero();
        assertThat(shell.out().lines().toList())
                .startsWith(
                        "run     lr  parameters  best epoch  held-out    test  test loss",
                        "fast   0.1      77,330           2    75.00%  75.00%     0.8000",
                        "slow  0.01      77,330           2    60.00%  75.00%     0.8000",
                        "");
        assertThat(files(out)).contains("index.html", "comparison.md").hasSize(3);
    }

    @Test
    void takesARunThatIsNamedTwiceForOne() throws IOException {
        worker.publish("run-1", SLOW, .5);
        assertThat(report("run-1", "run-1")).isZero();
        assertThat(files(out)).contains("summary.md").doesNotContain("comparison.md");
    }

    @ParameterizedTest
    @CsvSource({
        "none, there is no run 'none' in the store",
        "No-Run, there is no run 'No-Run' in the store",
        "young, run 'young' has not ended; its report is made when it has",
        "broken, 'run ''broken'' published no version, so there is nothing to report: the loss is not a number'"
    })
    void writesNothingOfARunWithoutAResult(String runId, String sentence) {
        // Given
        worker.publish("run-1", SLOW, .5);
        worker.train("young", SLOW, .5);
        worker.fail("broken", "the loss is not a number");
        // When
        assertThat(report("run-1", runId, "--tensorboard", home.resolve("logs").toString()))
                .isEqualTo(2);
        // Then
        assertThat(shell.err()).isEqualTo("error: " + sentence + "\n");
        assertThat(shell.out()).isEmpty();
        assertThat(out).doesNotExist();
        assertThat(home.resolve("logs")).doesNotExist();
    }

    @Test
    void writesTheCurvesOfEachRunForTensorBoard() throws IOException {
        worker.publish("slow", SLOW, .5, .6);
        worker.publish("fast", FAST, .5, .75);
        Path logs = home.resolve("logs");
        assertThat(report("slow", "fast", "--tensorboard", logs.toString())).isZero();
        assertThat(files(logs)).containsExactly("fast", "slow");
        assertThat(files(logs.resolve("slow"))).hasSize(1).first().asString().startsWith("events.out.tfevents.");
        assertThat(shell.out()).endsWith("Event files are in " + logs + "\n");
    }

    @Test
    void saysThatTheStoreIsDamaged() {
        worker.publish("run-1", SLOW, .5);
        store.put("models/pets/versions/1/manifest.json", new byte[] {1, 2, 3});
        assertThat(report("run-1")).isEqualTo(1);
        assertThat(shell.err())
                .startsWith("error: the manifest models/pets/versions/1/manifest.json is damaged: ")
                .doesNotContain("should not have happened");
    }

    @Test
    void saysThatThereIsNoStore() {
        assertThat(shell.run("report", "run-1", "--store", home.resolve("none").toString()))
                .isEqualTo(1);
        assertThat(shell.err())
                .startsWith("error: ")
                .contains(home.resolve("none").toString())
                .doesNotContain("should not have happened")
                .hasLineCount(1);
    }

    @Test
    void refusesWhatIsNoPlaceOfAStore() {
        assertThat(shell.run("report", "run-1", "--store", "ftp://somewhere")).isEqualTo(2);
        assertThat(shell.err())
                .startsWith("error: 'ftp://somewhere' is no location of a store")
                .hasLineCount(1);
    }

    @Test
    void saysThatItCannotWrite() throws IOException {
        worker.publish("run-1", SLOW, .5);
        Files.writeString(out, "a file");
        assertThat(report("run-1")).isEqualTo(1);
        assertThat(shell.err()).isEqualTo("error: cannot use " + out + ": file already exists\n");
    }
}
