package io.resforge.registry.checkpoint;

import static io.resforge.registry.SampleCheckpoints.MODEL;
import static io.resforge.registry.SampleCheckpoints.draft;
import static io.resforge.registry.SampleCheckpoints.weights;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.resforge.registry.MemoryStore;
import io.resforge.registry.SampleCheckpoints;
import io.resforge.registry.store.DirectoryStore;
import io.resforge.registry.store.FailingStore;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder on disk as a cache of checkpoints that lie elsewhere. */
class CheckpointCopyTest {

    private static final String PARAMETERS = "models/cifar10/versions/1/model.safetensors";

    @TempDir
    private Path folder;

    private final MemoryStore store = new MemoryStore();
    private final Checkpoints origin = checkpoints(store);
    private ObjectStore disk;
    private Checkpoints cache;

    @BeforeEach
    void publish() {
        disk = DirectoryStore.openOrCreate(folder);
        cache = checkpoints(disk);
        origin.publish(draft(.9), weights(1));
    }

    @Test
    void servesFromTheCopyWhenTheOriginIsLost() {
        // Given
        origin.copyTo(cache, MODEL, "1");
        // When
        store.lose();
        Checkpoint fetched = cache.fetch(MODEL, "1");
        // Then
        assertThat(fetched.weights().parameters()).isEqualTo(weights(1).parameters());
        assertThat(cache.versions(MODEL)).containsExactly("1");
    }

    @Test
    void keepsAWholeCopyAndFetchesNoParametersAgain() throws Exception {
        // Given
        origin.copyTo(cache, MODEL, "1");
        FileTime longAgo = FileTime.from(Instant.EPOCH);
        Files.setLastModifiedTime(folder.resolve(PARAMETERS), longAgo);
        store.requests();
        // When
        origin.copyTo(cache, MODEL, "1");
        // Then
        assertThat(Files.getLastModifiedTime(folder.resolve(PARAMETERS))).isEqualTo(longAgo);
        assertThat(store.requests()).isEqualTo(new MemoryStore.Requests(1, 0));
    }

    @Test
    void answersWithWhatItCopiedOrFound() {
        for (String time : List.of("first", "second")) {
            Checkpoint copied = origin.copyTo(cache, MODEL, "1");
            assertThat(copied.manifest())
                    .as(time)
                    .isEqualTo(origin.fetch(MODEL, "1").manifest());
            assertThat(copied.weights().parameters())
                    .as(time)
                    .isEqualTo(weights(1).parameters());
            assertThat(copied.onnx()).as(time).isPresent();
        }
    }

    @Test
    void replacesADamagedCopy() {
        // Given
        origin.copyTo(cache, MODEL, "1");
        disk.put(PARAMETERS, new byte[] {1, 2, 3});
        // When
        origin.copyTo(cache, MODEL, "1");
        // Then
        assertThat(cache.fetch(MODEL, "1").weights().parameters())
                .isEqualTo(weights(1).parameters());
    }

    @Test
    void replacesACopyFromAStoreThatWasBegunAnew() {
        // Given
        origin.copyTo(cache, MODEL, "1");
        Checkpoints anew = checkpoints(new MemoryStore());
        anew.publish(draft(.5), weights(2));
        // When
        anew.copyTo(cache, MODEL, "1");
        // Then
        assertThat(cache.fetch(MODEL, "1").manifest().heldOutAccuracy()).isEqualTo(.5);
        assertThat(cache.fetch(MODEL, "1").weights().parameters())
                .isEqualTo(weights(2).parameters());
    }

    @Test
    void keepsTheCopyWhenTheOriginIsDamaged() {
        // Given
        origin.copyTo(cache, MODEL, "1");
        Checkpoints anew = checkpoints(store);
        store.put("models/cifar10/versions/1/manifest.json", "{}".getBytes());
        // Then
        assertThatExceptionOfType(InvalidCheckpoint.class).isThrownBy(() -> anew.copyTo(cache, MODEL, "1"));
        assertThat(cache.fetch(MODEL, "1").weights().parameters())
                .isEqualTo(weights(1).parameters());
    }

    @Test
    void copiesNothingThatFailsACheck() {
        // Given
        store.put(PARAMETERS, new byte[] {1, 2, 3});
        // Then
        assertThatExceptionOfType(InvalidCheckpoint.class)
                .isThrownBy(() -> origin.copyTo(cache, MODEL, "1"))
                .withMessageContaining("has 3 bytes");
        assertThat(disk.list("")).isEmpty();
    }

    @Test
    void showsNoVersionUntilItsCopyIsWhole() {
        for (FailingStore.Moment moment : FailingStore.Moment.values()) {
            for (int failing = 1; failing <= 3; failing++) {
                // Given
                origin.copyTo(cache, MODEL, "1");
                disk.put(PARAMETERS, new byte[] {1, 2, 3});
                Checkpoints dying = checkpoints(new FailingStore(disk, failing, moment));
                // When
                assertThatExceptionOfType(StoreFailure.class).isThrownBy(() -> origin.copyTo(dying, MODEL, "1"));
                // Then
                assertThatExceptionOfType(InvalidCheckpoint.class).isThrownBy(() -> cache.fetch(MODEL, "1"));
                origin.copyTo(cache, MODEL, "1");
                assertThat(cache.fetch(MODEL, "1").weights().parameters())
                        .isEqualTo(weights(1).parameters());
            }
        }
    }

    private static Checkpoints checkpoints(ObjectStore store) {
        return new Checkpoints(store, Clock.fixed(SampleCheckpoints.NOW, ZoneOffset.UTC));
    }
}
