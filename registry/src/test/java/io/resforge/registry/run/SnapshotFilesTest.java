package io.resforge.registry.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.resforge.registry.MemoryStore;
import io.resforge.registry.json.DamagedObject;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SnapshotFilesTest {

    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final String FOLDER = "runs/run-1/resume/";

    private final MemoryStore store = new MemoryStore();
    private final SnapshotFiles snapshots = new SnapshotFiles(store, "run-1", Clock.fixed(NOON, ZoneOffset.UTC));

    @Test
    void readsBackWhatWasSaved() {
        snapshots.save(1234, bytes("all"));

        assertThat(snapshots.steps()).containsExactly(1234L);
        assertThat(snapshots.load(1234)).isEqualTo(bytes("all"));
        assertThat(store.list("")).containsExactly(FOLDER + "000001234.json", FOLDER + "000001234.safetensors");
    }

    @Test
    void keepsTheNewestTwo() {
        snapshots.save(9, bytes("first"));
        snapshots.save(10, bytes("second"));
        snapshots.save(1_000_000_000, bytes("third"));

        assertThat(snapshots.steps()).containsExactly(1_000_000_000L, 10L);
        assertThat(store.list("")).hasSize(4);
    }

    @Test
    void aFileThatWasChangedIsNotWhatWasSaved() {
        snapshots.save(9, bytes("before"));
        store.put(FOLDER + "000000009.safetensors", bytes("behind"));

        assertThatExceptionOfType(DamagedObject.class)
                .isThrownBy(() -> snapshots.load(9))
                .withMessageContainingAll("000000009.safetensors", "SHA-256");
    }

    @Test
    void aFileWhoseRecordWasNeverWrittenIsNoSnapshot() {
        store.put(FOLDER + "000000009.safetensors", bytes("half"));

        assertThat(snapshots.steps()).isEmpty();
    }

    @Test
    void aFileThatIsGoneIsSaidToBe() {
        snapshots.save(9, bytes("before"));
        store.delete(FOLDER + "000000009.safetensors");

        assertThatExceptionOfType(DamagedObject.class)
                .isThrownBy(() -> snapshots.load(9))
                .withMessageContaining("gone");
    }

    @Test
    void removesAllThatWasOfTheRunAndNothingElse() {
        snapshots.save(9, bytes("whole"));
        store.put(FOLDER + "000000010.safetensors", bytes("half"));
        store.put("runs/run-10/resume/000000009.json", bytes("{}"));

        snapshots.deleteAll();

        assertThat(store.list("")).containsExactly("runs/run-10/resume/000000009.json");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
