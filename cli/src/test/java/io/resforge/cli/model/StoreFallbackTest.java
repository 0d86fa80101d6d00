package io.resforge.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.cli.common.Home;
import io.resforge.cli.common.RunningServices;
import io.resforge.cli.common.RunningServices.Running;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.run.RunSuspension;
import io.resforge.registry.store.ObjectStore;
import io.resforge.testing.FakeRegistry;
import io.resforge.testing.FakeServer;
import io.resforge.testing.Samples;
import io.resforge.testing.Shell;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists and shows where no service answers, or one on another port than usual. */
class StoreFallbackTest {

    private static final Instant WHEN = Instant.parse("2026-01-31T14:25:00Z");

    private final Path home;
    private final Shell shell;

    StoreFallbackTest(@TempDir Path home) {
        this.home = home;
        shell = new Shell(home);
    }

    /** What runs there says, as 'up' does; its process is this one. */
    private void tell(String address) {
        new RunningServices(new Home(home))
                .tell(Running.now(
                        RunningServices.TRAINER,
                        address,
                        URI.create("http://localhost:8081/"),
                        ProcessHandle.current()));
    }

    /** An address at which nothing answers. */
    private static String nowhere() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return "localhost:" + free.getLocalPort();
        }
    }

    private RunStore store() {
        return new RunStore(ObjectStore.openOrCreate(new Home(home).store()));
    }

    @Test
    void findsTheServiceThatTheStateFolderNames() {
        try (FakeServer server = FakeServer.of(new FakeRegistry(Samples.version("3", true)))) {
            tell(server.address());

            assertThat(shell.run("models", "list")).isZero();
            assertThat(shell.out()).startsWith("MODEL    CHAMPION").contains("cifar10         3");
        }
    }

    @Test
    void readsRunsFromTheStoreWhereNothingAnswers() throws Exception {
        RunStore runs = store();
        runs.submit(new RunSpec("one", "pets", "/data", null, Map.of(), WHEN));
        runs.submit(new RunSpec("two", "pets", "/data", null, Map.of(), WHEN.plusSeconds(60)));
        runs.end("one", new RunEnd(RunEnd.Outcome.FAILED, "the data set is damaged", null, WHEN));
        runs.hold("two", new RunSuspension(true, 0));
        tell(nowhere());

        assertThat(shell.run("runs", "list")).isZero();
        assertThat(shell.out())
                .contains("No trainer service answers here; this is what the store says.")
                .containsPattern("two +suspended +pets")
                .containsPattern("one +failed +pets");
        assertThat(shell.run("runs", "show", "one")).isZero();
        assertThat(shell.out()).contains("the data set is damaged");
        assertThat(shell.run("runs", "show", "none")).isEqualTo(2);
        assertThat(shell.err()).contains("there is no run 'none'");
    }

    @Test
    void saysOnAnEmptyStateWhatToDo() throws Exception {
        tell(nowhere());

        assertThat(shell.run("models", "list")).isZero();
        assertThat(shell.run("models", "history")).isZero();
        assertThat(shell.run("runs", "list")).isZero();
        assertThat(shell.out())
                .contains("No models yet; 'resforge train' publishes one.")
                .contains("No promotions yet")
                .contains("No runs yet");
    }

    @Test
    void readsNoStoreInPlaceOfAServerThatWasNamed() throws Exception {
        String address = nowhere();

        assertThat(shell.run("models", "list", "--server", address)).isEqualTo(1);
        assertThat(shell.err()).contains("nothing answers at " + address);
    }

    @Test
    void tellsAtOnceThatAHostIsUnknown() {
        assertThat(shell.run("models", "list", "--server", "no-such-host.invalid:9001"))
                .isEqualTo(2);
        assertThat(shell.err())
                .isEqualTo("error: unknown host 'no-such-host.invalid' in 'no-such-host.invalid:9001'\n");
    }
}
