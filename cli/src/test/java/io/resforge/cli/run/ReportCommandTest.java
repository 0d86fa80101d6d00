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
    void bringsTheReportThatTheWorkerOfAnEarlierBuildWrote() throws IOException {
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

    @ParameterizedTest
    @CsvSource({
        "Linux, DISPLAY, xdg-open",
        "Linux, WAYLAND_DISPLAY, xdg-open",
        "Linux, NONE, ''",
        "Mac OS X, NONE, open",
        "Windows 11, NONE, rundll32"
    })
    void opensAPageWithWhatTheSystemHas(String system, String screen, String program) throws IOException {
        Path opener = Files.createFile(home.resolve("xdg-open"));
        assertThat(opener.toFile().setExecutable(true)).isTrue();
        Browser browser = new Browser(system, Map.of(screen, ":0", "PATH", "/none:" + home));
        assertThat(browser.opener()
                        .map(line -> Path.of(line.getFirst()).getFileName().toString())
                        .orElse(""))
                .isEqualTo(program);
    }

    @Test
    void tellsWhetherABrowserWasToldToShowThePage() throws IOException {
        Path opener = Files.writeString(home.resolve("xdg-open"), "#!/bin/sh\necho \"$1\" >'" + home + "/opened'\n");
        assertThat(opener.toFile().setExecutable(true)).isTrue();
        Browser browser = new Browser("Linux", Map.of("DISPLAY", ":0", "PATH", home.toString()));
        Path page = home.resolve("a page.html");
        assertThat(browser.open(page)).isTrue();
        assertThat(home.resolve("opened")).hasContent(page.toUri().toString());
        Files.writeString(opener, "#!/bin/sh\nexit 3\n");
        assertThat(browser.open(page)).isFalse();
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
                        "run     lr  best epoch  held-out    test  test loss  duration",
                        "fast   0.1           2    75.00%  75.00%     0.8000         –",
                        "slow  0.01           2    60.00%  75.00%     0.8000         –",
                        "");
        assertThat(files(out)).contains("index.html", "comparison.md").hasSize(3);
    }

    @Test
    void takesARunThatIsNamedTwiceForOne() throws IOException {
        worker.publish("run-1", SLOW, .5);
        assertThat(report("run-1", "run-1")).isZero();
        assertThat(files(out)).contains("summary.md").doesNotContain("comparison.md");
    }

    @Test
    void reportsARunThatGoesOnAndOneThatFailed() throws IOException {
        worker.train("young", SLOW, .5);
        worker.fail("broken", "the loss is not a number");
        assertThat(report("young")).isZero();
        assertThat(out.resolve("index.html")).content().contains("data-state=\"queued\"");
        assertThat(report("broken")).isZero();
        assertThat(out.resolve("summary.md")).content().contains("failed", "the loss is not a number");
    }

    @ParameterizedTest
    @CsvSource({"none, there is no run 'none' in the store", "No-Run, there is no run 'No-Run' in the store"})
    void writesNothingOfARunThatIsNotThere(String runId, String sentence) {
        // Given
        worker.publish("run-1", SLOW, .5);
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
        assertThat(files(logs.resolve("slow"))).hasSize(3).contains("held_out", "train");
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
