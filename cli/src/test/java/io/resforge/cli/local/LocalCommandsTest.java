package io.resforge.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.resforge.cli.common.Home;
import io.resforge.cli.common.RunningServices;
import io.resforge.cli.common.RunningServices.ProcessMark;
import io.resforge.cli.common.RunningServices.Running;
import io.resforge.testing.Shell;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Services that run already, in whose place other processes stand here. */
@Timeout(60)
class LocalCommandsTest {

    private final Path folder;
    private final Home home;
    private final RunningServices services;
    private final Shell shell;
    private final List<Process> started = new ArrayList<>();

    LocalCommandsTest(@TempDir Path folder) {
        this.folder = folder;
        this.home = new Home(folder);
        this.services = new RunningServices(home);
        this.shell = new Shell(folder);
    }

    @AfterEach
    void stop() {
        started.forEach(Process::destroyForcibly);
    }

    /** A process that does nothing until it is stopped, or its input ends. */
    private Process process() throws IOException {
        Process process = new ProcessBuilder("cat").start();
        started.add(process);
        return process;
    }

    private Running running(String service, Process process) {
        Path log = folder.resolve("logs").resolve(service + "-9001.log");
        return Running.now(service, "localhost:9001", URI.create("http://localhost:8081/"), process.toHandle())
                .in(home, log);
    }

    @Test
    void downStopsWhatWasLeftBehindAndSaysSo() throws Exception {
        Process trainer = process();
        Process inference = process();
        services.tell(running(RunningServices.TRAINER, trainer));
        services.tell(running(RunningServices.INFERENCE, inference));
        assertThat(shell.run("down", "--json")).isZero();
        assertThat(trainer.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(inference.waitFor(1, TimeUnit.MINUTES)).isTrue();
        JsonObject document = shell.json().getAsJsonObject();
        assertThat(document.getAsJsonArray("stopped")).hasSize(2).anySatisfy(it -> assertThat(
                        it.getAsJsonObject().get("pid").getAsLong())
                .isEqualTo(trainer.pid()));
        assertThat(shell.err()).contains("Stopped: trainer-service    gRPC localhost:9001");
        assertThat(services.all()).isEmpty();
        assertThat(folder.resolve("services")).isEmptyDirectory();
    }

    @Test
    void downStopsTheCommandThatKeepsThemFirst() throws Exception {
        Process up = process();
        Process trainer = process();
        services.tell(running(RunningServices.TRAINER, trainer).keptBy(up.toHandle()));
        assertThat(shell.run("down")).isZero();
        assertThat(up.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(trainer.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(shell.out().lines().toList())
                .startsWith("Stopping 'resforge up' (process " + up.pid() + ") and what it runs ...")
                .contains("Stopped: trainer-service    gRPC localhost:9001");
    }

    @Test
    void downStopsNoOtherProcessOfTheSameNumberAndNoDemo() throws Exception {
        Process other = process();
        Process demo = process();
        Running now = running(RunningServices.TRAINER, other);
        ProcessMark earlier = new ProcessMark(other.pid(), now.process().begun() - 60_000);
        services.tell(
                new Running(now.service(), now.address(), now.page(), earlier, 1, now.state(), now.log(), earlier));
        services.tell(running(RunningServices.INFERENCE, demo).in(new Home(folder.resolve("demos/1")), folder));
        assertThat(shell.run("down")).isZero();
        assertThat(other.isAlive()).isTrue();
        assertThat(demo.isAlive()).isTrue();
        assertThat(shell.out()).isEqualTo("No services run over " + folder + "; 'resforge up --detach' starts them.\n");
    }

    @Test
    void downStopsWhatAKilledUpHadBegunToStart() throws Exception {
        Process left = process();
        Process ready = process();
        services.starting(left.toHandle());
        services.starting(ready.toHandle()).close();
        assertThat(shell.run("down")).isZero();
        assertThat(left.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(ready.isAlive()).isTrue();
        assertThat(shell.out())
                .isEqualTo("Stopped what an 'up' that was killed had begun to start (process " + left.pid() + ").\n");
        assertThat(services.leftHalfStarted()).isEmpty();
    }

    @Test
    void downWaitsForAStartThatIsUnderWay() throws Exception {
        Process other = starting();
        CompletableFuture<Integer> down = CompletableFuture.supplyAsync(() -> shell.run("down"));
        while (!shell.out().contains("Services are being started here; waiting ...")) {
            Thread.onSpinWait();
        }
        Process trainer = process();
        services.tell(running(RunningServices.TRAINER, trainer));
        other.getOutputStream().close();
        assertThat(down.get(1, TimeUnit.MINUTES)).isZero();
        assertThat(trainer.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void upSaysThatBothRunAlready() throws Exception {
        services.tell(running(RunningServices.TRAINER, process()));
        services.tell(running(RunningServices.INFERENCE, process()));
        assertThat(shell.run("up")).isEqualTo(1);
        assertThat(shell.err())
                .startsWith("error: both services run already over " + folder + "; 'resforge status' tells where,")
                .contains("trainer-service localhost:9001");
        assertThat(shell.run("up", "--detach")).isZero();
        assertThat(shell.out()).startsWith("Both services run already.\n").contains("'resforge down' stops both");
    }

    /** Holds the lock of a file until its input ends. */
    static final class LockHolder {

        public static void main(String[] files) throws IOException {
            try (FileChannel file =
                    FileChannel.open(Path.of(files[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                file.lock();
                System.out.println("held");
                System.in.read();
            }
        }
    }

    /** Another command that is starting services, until its input ends. */
    private Process starting() throws IOException {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        Path.of("target", "test-classes").toString(),
                        LockHolder.class.getName(),
                        folder.resolve("starting.lock").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        started.add(other);
        assertThat(other.inputReader().readLine()).isEqualTo("held");
        return other;
    }

    @Test
    void aCommandStartsServicesAfterAnotherThatDoes() throws Exception {
        // Given
        Process other = starting();
        // When
        AtomicInteger waited = new AtomicInteger();
        for (int i = 0; i < 2; i++) {
            try (Closeable turn = services.turnToStart(() -> {
                waited.incrementAndGet();
                other.destroy();
            })) {
                // Then: the first goes on once the other has ended, the second at once
                assertThat(turn).isInstanceOf(FileChannel.class);
                assertThat(waited).hasValue(1);
            }
        }
    }

    @Test
    void upTellsAProgramOnlyOfServicesThatStay() {
        assertThat(shell.run("up", "--json")).isEqualTo(2);
        assertThat(shell.err()).startsWith("error: --json tells where the services are once they are ready");
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.77, 'is no address of this machine; it has '",
        "0.0.0.0, 'is reachable from elsewhere, and without TLS'"
    })
    void upAdvisesWhatOpensServicesToOthers(String host, String sentence) {
        assertThat(shell.run("up", "--host", host)).isEqualTo(2);
        assertThat(shell.err())
                .startsWith("error: --host " + host + " " + sentence)
                .contains(
                        "\n  RESFORGE_TLS_CERTIFICATE=server.crt RESFORGE_TLS_KEY=server.key resforge up --host 0.0.0.0\n",
                        "\n  RESFORGE_TLS_PLAINTEXT=anywhere resforge up --host 0.0.0.0\n",
                        "RESFORGE_ACCESS_PRINCIPALS=FILE",
                        "resforge tokens create");
    }

    @Test
    void takesAHostThatItsServicesWillTake() {
        ListenHost.require("localhost", "resforge", Map.of());
        ListenHost.require("127.0.0.2", "resforge", Map.of());
        ListenHost.require("0.0.0.0", "resforge", Map.of("RESFORGE_TLS_CERTIFICATE", "server.crt"));
        ListenHost.require("0.0.0.0", "resforge", Map.of("RESFORGE_TLS_PLAINTEXT", "anywhere"));
        assertThat(List.of("0.0.0.0", "::", "localhost", "127.0.0.2", "::1"))
                .map(ListenHost::reached)
                .containsExactly("localhost", "localhost", "localhost", "127.0.0.2", "[::1]");
        assertThat(shell.run("up", "--host", "no.such.invalid")).isEqualTo(2);
        assertThat(shell.err()).startsWith("error: unknown host 'no.such.invalid' after --host");
    }

    @Test
    void logsFollowsAServiceUntilItEnds() throws Exception {
        Process trainer = process();
        Running running = running(RunningServices.TRAINER, trainer);
        Path log = Path.of(running.log());
        Files.createDirectories(log.getParent());
        Files.writeString(log, "one\ntwo\nthree @|bold x|@\n");
        services.tell(running);
        trainer.getOutputStream().close(); // it ends now, or in a moment
        assertThat(shell.run("logs", "trainer", "-f", "--tail", "2")).isZero();
        assertThat(shell.out()).isEqualTo("two\nthree @|bold x|@\n");
    }

    @Test
    void logsShowsTheLastLogOfAServiceThatIsGone() throws IOException {
        assertThat(shell.run("logs", "inference")).isEqualTo(1);
        assertThat(shell.err()).contains("the inference-service has not logged anything in " + home.logs() + " yet");
        Files.createDirectories(home.logs());
        Path old = Files.writeString(home.logs().resolve("inference-service-9000.log"), "old\n");
        assertThat(old.toFile().setLastModified(1_000)).isTrue();
        Files.writeString(home.logs().resolve("inference-service-24000.log"), "new, without an end");
        assertThat(shell.run("logs", "inference-service", "-f")).isZero();
        assertThat(shell.out()).isEqualTo("new, without an end\n");
        assertThat(shell.run("logs", "demo")).isEqualTo(2);
        assertThat(shell.run("logs", "trainer", "--tail", "-1")).isEqualTo(2);
    }
}
