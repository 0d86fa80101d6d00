package io.resforge.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.store.ObjectStore;
import io.resforge.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PruneCommandsTest {

    private static final Instant LONG_AGO = Instant.parse("2020-02-03T04:05:06Z");

    private final Path home;
    private final RunStore runs;
    private final ObjectStore store;
    private final Shell shell;

    PruneCommandsTest(@TempDir Path home) {
        this.home = home;
        store = ObjectStore.openOrCreate(home.resolve("store").toString());
        runs = new RunStore(store);
        shell = new Shell(home);
        runs.submit(new RunSpec("old", "cifar10", "/data", null, Map.of(), LONG_AGO));
        runs.end("old", new RunEnd(RunEnd.Outcome.FAILED, "a test", null, LONG_AGO));
        // A version whose manifest cannot be read is a version all the same.
        for (int version = 1; version <= 3; version++) {
            store.create("models/cifar10/versions/" + version + "/manifest.json", new byte[] {'{'});
        }
    }

    @Test
    void onlyTellsWhichVersionsWouldGoUnlessItIsToldToRemoveThem() throws IOException {
        assertThat(shell.run("models", "prune", "--keep", "1")).as(shell.err()).isZero();
        assertThat(shell.out()).contains("Version 1 goes").contains("nothing was removed yet, --yes does it");
        assertThat(store.list("models/")).hasSize(3);
        assertThat(shell.run("models", "prune", "--keep", "1", "--yes")).isZero();
        assertThat(shell.out()).contains("Removed 2 versions");
        assertThat(store.list("models/")).containsExactly("models/cifar10/versions/3/manifest.json");
        assertThat(audit())
                .hasSize(2)
                .allMatch(line -> line.contains("\"principal\":\"os:" + System.getProperty("user.name") + "\""))
                .anyMatch(line -> line.contains("\"action\":\"prune\",\"target\":\"models/cifar10/versions/1\""));
    }

    @Test
    void onlyTellsWhichRunsWouldGoUnlessItIsToldToRemoveThem() throws IOException {
        assertThat(shell.run("runs", "prune", "--older-than", "30d"))
                .as(shell.err())
                .isZero();
        assertThat(shell.out()).contains("Run old goes, 2 objects").contains("--yes does it");
        assertThat(runs.ids()).hasSize(1);
        assertThat(shell.run("runs", "prune", "--older-than", "30d", "--yes")).isZero();
        assertThat(runs.ids()).isEmpty();
        assertThat(audit()).hasSize(1).allMatch(line -> line.contains("\"target\":\"runs/old\""));
    }

    /** The change is made, and the lack of a line is told. */
    @Test
    void saysThatAChangeHasNoLine() throws IOException {
        Files.writeString(home.resolve("audit"), "no folder");
        assertThat(shell.run("models", "prune", "--keep", "1", "--yes")).isZero();
        assertThat(shell.err()).contains("has no line in the audit");
        assertThat(store.list("models/")).hasSize(1);
    }

    private List<String> audit() throws IOException {
        return Files.readAllLines(home.resolve("audit/resforge-cli.jsonl"));
    }

    @Test
    void refusesWhatCannotBe() {
        assertThat(shell.run("models", "prune", "--keep", "0")).isEqualTo(2);
        assertThat(shell.err()).contains("--keep must be at least 1, was 0");
        assertThat(shell.run("models", "prune", "--keep", "1", "--model", "../x"))
                .isEqualTo(2);
        assertThat(shell.run("models", "prune", "--keep", "1", "--yes", "--dry-run"))
                .isEqualTo(2);
        assertThat(shell.run("runs", "prune", "--older-than", "soon")).isEqualTo(2);
        assertThat(shell.err()).contains("--older-than must be a number of days or hours");
    }
}
