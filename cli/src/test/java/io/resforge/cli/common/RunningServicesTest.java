package io.resforge.cli.common;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.cli.common.RunningServices.ProcessMark;
import io.resforge.cli.common.RunningServices.Running;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningServicesTest {

    private final Path home;
    private final RunningServices services;

    RunningServicesTest(@TempDir Path home) {
        this.home = home;
        services = new RunningServices(new Home(home));
    }

    private static Running here(String service, int port) {
        return Running.now(service, "localhost:" + port, URI.create("http://localhost:8081/"), ProcessHandle.current());
    }

    @Test
    void findsAServiceOnWhateverPortItIs() throws Exception {
        AutoCloseable told = services.tell(here(RunningServices.TRAINER, 42763));

        assertThat(services.newest(RunningServices.TRAINER).orElseThrow().address())
                .isEqualTo("localhost:42763");
        assertThat(services.newest(RunningServices.INFERENCE)).isEmpty();
        told.close();
        assertThat(services.newest(RunningServices.TRAINER)).isEmpty();
    }

    @Test
    void doesNotBelieveWhatADeadProcessLeftBehind() throws Exception {
        Process gone = new ProcessBuilder("true").start();
        Running running = Running.now(
                RunningServices.TRAINER, "localhost:9001", URI.create("http://localhost:8081/"), gone.toHandle());
        services.tell(running);
        gone.waitFor();

        assertThat(services.newest(RunningServices.TRAINER)).isEmpty();
    }

    @Test
    void doesNotTakeAnotherProcessOfTheSameNumberForIt() {
        Running now = here(RunningServices.TRAINER, 9001);
        ProcessMark earlier = new ProcessMark(now.pid(), now.process().begun() - 60_000);
        services.tell(new Running(now.service(), now.address(), now.page(), earlier, 1, "", "", null));

        assertThat(services.newest(RunningServices.TRAINER)).isEmpty();
    }

    @Test
    void removesWhatTheDeadLeftBehindWhenAnotherStarts() throws IOException {
        Path stale = home.resolve("services/trainer-service-1.json");
        Files.createDirectories(stale.getParent());
        Files.writeString(stale, "{\"service\": \"trainer-service\", \"address\": \"x:1\", \"page\": \"y\"}");
        services.tell(here(RunningServices.INFERENCE, 9000));

        assertThat(stale).doesNotExist();
    }

    @Test
    void passesOverFilesThatAreNone() throws IOException {
        Files.createDirectories(home.resolve("services"));
        Files.writeString(home.resolve("services/a.json"), "no JSON");
        Files.writeString(home.resolve("services/b.json"), "{}");
        Files.writeString(home.resolve("services/c.json"), " ".repeat(5000));

        assertThat(services.newest(RunningServices.TRAINER)).isEmpty();
    }
}
