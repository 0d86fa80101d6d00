package io.resforge.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.resforge.neuralnet.text.Sha256;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.VersionRemoval;
import io.resforge.registry.dataset.DatasetCache;
import io.resforge.registry.dataset.StoredDataset;
import io.resforge.registry.dataset.TransferProgress;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.promotion.FeedbackKey;
import io.resforge.registry.run.ReportFiles;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.run.SnapshotFiles;
import io.resforge.registry.store.ObjectStore;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects of 64 GiB, which no memory can hold, in the place of each kind that is read. */
class HugeObjectsTest {

    private static final String VERSION = "models/cifar10/versions/1/";

    @TempDir
    Path folder;

    private ObjectStore store;

    @BeforeEach
    void open() {
        store = ObjectStore.openOrCreate(folder.resolve("store").toString());
    }

    @Test
    void knowsNothingOfAClaimOrAMarkThatIsTooLarge() throws IOException {
        huge(VERSION + "claim.json");
        huge(VERSION + "removed.json");
        VersionRemoval removal = new VersionRemoval(store, Clock.systemUTC());

        assertThat(removal.claimedAt("cifar10", "1")).isEmpty();
        assertThat(removal.claimedBy("cifar10", "1")).isEmpty();
        assertThat(removal.markedAt("cifar10", "1")).isEmpty();
    }

    @Test
    void publishesBesideAClaimThatIsTooLarge() throws IOException {
        huge(VERSION + "claim.json");

        assertThat(new Checkpoints(store, Clock.systemUTC())
                        .publish(SampleCheckpoints.draft(.9), SampleCheckpoints.weights(1))
                        .version())
                .isEqualTo("2");
    }

    @Test
    void measuresWhatACutOffPublishLeftBy16MiBAFile() throws IOException {
        huge(VERSION + "model.safetensors");
        VersionRemoval removal = new VersionRemoval(store, Clock.systemUTC());

        assertThat(removal.bytes("cifar10", removal.stored("cifar10").getFirst()))
                .isEqualTo(16 << 20);
    }

    @Test
    void refusesASnapshotThatIsLargerThanItsRecordSays() throws IOException {
        SnapshotFiles files = new SnapshotFiles(store, "run-1", Clock.systemUTC());
        files.save(7, new byte[100]);
        huge("runs/run-1/resume/000000007.safetensors");

        assertRefused(() -> files.load(7), "it has more than the 100 bytes that it was saved with");
    }

    @Test
    void refusesTheRecordOfASnapshotThatIsTooLarge() throws IOException {
        SnapshotFiles files = new SnapshotFiles(store, "run-1", Clock.systemUTC());
        files.save(7, new byte[100]);
        huge("runs/run-1/resume/000000007.json");

        assertRefused(() -> files.load(7), "it has more than 16777216 bytes");
    }

    @Test
    void refusesTheIndexOfADataSetThatIsTooLarge() throws IOException {
        huge("datasets/a/index.json");

        assertRefused(StoredDataset.named(store, "a")::index, "it has more than 67108864 bytes");
    }

    @Test
    void refusesAPackThatIsLargerThanItsIndexSays() throws IOException {
        String sha256 = Sha256.of(new byte[5]);
        String index = """
                {"format": 1, "name": "a", "digest": "d", "classes": 2, "trainingImages": 4, "testImages": 0,
                 "packs": [{"sha256": "%1$s", "files": [{"path": "a.png", "bytes": 5, "sha256": "%1$s"}]}]}
                """.formatted(sha256);
        store.put("datasets/a/index.json", index.getBytes(StandardCharsets.UTF_8));
        huge("datasets/a/packs/" + sha256 + ".pack");
        DatasetCache cache = new DatasetCache(folder.resolve("cache"));

        assertRefused(
                () -> cache.folder(StoredDataset.named(store, "a"), TransferProgress.NONE),
                "it has more than the 5 bytes that the index says");
    }

    @Test
    void refusesAFileOfAReportThatIsTooLarge() throws IOException {
        huge("runs/run-1/report/index.html");

        assertRefused(() -> new ReportFiles(store).of("run-1"), "it has more than 16777216 bytes");
    }

    @Test
    void readsNoMoreOfAMarkThanThatItIsThere() throws IOException {
        huge("runs/run-1/requests/a.json");

        assertThat(new RunStore(store).isDone("run-1", "a")).isTrue();
    }

    @Test
    void refusesAKeyForFeedbackThatIsTooLarge() throws IOException {
        huge("keys/feedback");

        assertRefused(() -> FeedbackKey.obtain(store), "it must be 64 hexadecimal digits");
    }

    private static void assertRefused(ThrowingCallable reading, String words) {
        assertThatExceptionOfType(DamagedObject.class).isThrownBy(reading).withMessageContaining(words);
    }

    /** Takes no room on the disk. */
    private void huge(String key) throws IOException {
        Path file = folder.resolve("store").resolve(key);
        Files.createDirectories(file.getParent());
        try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
            huge.setLength(1L << 36);
        }
    }
}
