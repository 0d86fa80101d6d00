package io.resforge.support.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grpc.Status;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.resforge.support.access.AccessTable.Row;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {

    private static final Principal ALICE = new Principal("alice", Set.of(Role.TRAIN), Optional.empty());
    private static final Row DELETE =
            AccessTable.ofRpc("resforge.v1.TrainerService/DeleteRun").orElseThrow();

    @TempDir
    Path folder;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void writesWhoDidWhatToWhatInOneLineOfJson() throws IOException {
        AuditLog audit = new AuditLog(config(folder.resolve("audit").toString(), 10), "trainer", registry);
        Requester requester = new Requester(ALICE, "10.1.2.3", "r-1");
        requester.changes("runs/quick-fox", "failed", "");
        audit.ended(requester, DELETE, Status.OK);
        JsonObject line =
                new JsonObject(lines(folder.resolve("audit/trainer.jsonl")).getFirst());
        assertThat(line.getMap())
                .containsEntry("service", "trainer")
                .containsEntry("principal", "alice")
                .containsEntry("from", "10.1.2.3")
                .containsEntry("request_id", "r-1")
                .containsEntry("action", "resforge.v1.TrainerService/DeleteRun")
                .containsEntry("target", "runs/quick-fox")
                .containsEntry("before", "failed")
                .containsEntry("after", null)
                .containsEntry("outcome", "OK")
                .containsKey("time");
    }

    @Test
    void keepsACallersTextWithinItsLine() throws IOException {
        AuditLog audit = new AuditLog(config(folder.toString(), 10), "trainer", registry);
        audit.ended(
                new Requester(ALICE, "10.1.2.3", "r-1"),
                DELETE,
                Status.NOT_FOUND.withDescription("there is no run 'a\n{\"principal\":\"root\"}" + "x".repeat(100_000)));
        List<String> lines = lines(folder.resolve("trainer.jsonl"));
        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst()).hasSizeLessThan(1_000);
        assertThat(new JsonObject(lines.getFirst()).getString("principal")).isEqualTo("alice");
    }

    @Test
    void keepsFewFilesOfABoundedSize() throws IOException {
        AuditLog audit = new AuditLog(config(folder.toString(), 1), "trainer", registry);
        for (int i = 0; i < 30_000; i++) {
            audit.changed("prune", "runs/run-" + i, "present", "", "x".repeat(250));
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertThat(all).hasSizeBetween(2, 3);
            for (Path file : all) {
                assertThat(Files.size(file)).isLessThan((1 << 20) + 1_000);
            }
        }
    }

    @Test
    void writesFewOfManyAttemptsThatWereRefused() throws IOException {
        AuditLog audit = new AuditLog(config(folder.toString(), 10), "trainer", registry);
        for (int i = 0; i < 1_000; i++) {
            audit.refused(new Requester(Principal.STRANGER, "10.1.2.3", "r"), DELETE, AccessRefused.noIdentity());
        }
        audit.ended(new Requester(ALICE, "10.1.2.3", "r-1"), DELETE, Status.OK);
        List<String> lines = lines(folder.resolve("trainer.jsonl"));
        double suppressed = count("suppressed");
        assertThat(lines).hasSize(1_001 - (int) suppressed);
        assertThat(lines).hasSizeLessThan(500);
        assertThat(new JsonObject(lines.getLast()).getString("outcome")).isEqualTo("OK");
    }

    @Test
    void countsLinesThatCouldNotBeWritten() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "there is no device that is always full");
        Files.createSymbolicLink(folder.resolve("trainer.jsonl"), full);
        AuditLog audit = new AuditLog(config(folder.toString(), 10), "trainer", registry);
        audit.changed("prune", "runs/a", "present", "", "");
        assertThat(count("failed")).isEqualTo(1);
        assertThat(count("written")).isZero();
    }

    private double count(String outcome) {
        return registry.get("resforge.audit.lines")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file);
    }

    private static AuditConfig config(String to, int size) {
        return new AuditConfig() {
            @Override
            public String to() {
                return to;
            }

            @Override
            public int fileSize() {
                return size;
            }

            @Override
            public int files() {
                return 2;
            }
        };
    }
}
