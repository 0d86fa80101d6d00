package io.resforge.registry.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.resforge.registry.HookedStore;
import io.resforge.registry.MemoryStore;
import io.resforge.registry.dataset.DatasetPush.DatasetExists;
import io.resforge.registry.store.FailingStore;
import io.resforge.registry.store.FailingStore.Moment;
import io.resforge.registry.store.StoreFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetPushTest {

    private static final String INDEX = "datasets/pictures/index.json";

    private final MemoryStore store = new MemoryStore();
    private final StoredDataset mirror = StoredDataset.named(store, "pictures");
    private final DatasetPush.Source source;
    private final Path folder;

    DatasetPushTest(@TempDir Path folder) {
        this.folder = folder;
        this.source = FileFolder.in(folder);
    }

    private static DatasetPush.Result push(StoredDataset mirror, DatasetPush.Source source)
            throws InterruptedException {
        return new DatasetPush(mirror, TransferProgress.NONE).push(source, false);
    }

    @Test
    void putsSmallFilesTogetherAndNamesEachWithItsSizeAndDigest() throws InterruptedException {
        // When
        DatasetPush.Result result = push(mirror, source);
        // Then
        assertThat(result.sentPacks()).isEqualTo(2);
        assertThat(store.list("")).hasSize(3).contains(INDEX);
        assertThat(mirror.index()).isEqualTo(result.index());
        assertThat(mirror.index().files())
                .containsExactlyInAnyOrderElementsOf(FileFolder.contents(folder).values());
        assertThat(mirror.index().digest()).isEqualTo("0123");
    }

    @Test
    void writesTheIndexAfterAllPacks() throws InterruptedException {
        // Given
        List<String> written = new ArrayList<>();
        StoredDataset watched = StoredDataset.named(
                new HookedStore(store).beforeWrite(key -> {
                    synchronized (written) {
                        written.add(key);
                    }
                }),
                "pictures");
        // When
        push(watched, source);
        // Then
        assertThat(written).hasSize(3).last().isEqualTo(INDEX);
    }

    @Test
    void sendsNothingTheSecondTime() throws InterruptedException {
        // Given
        push(mirror, source);
        // When
        DatasetPush.Result again = push(mirror, source);
        // Then
        assertThat(again.sentPacks()).isZero();
        assertThat(again.sentBytes()).isZero();
    }

    @Test
    void isInvisibleWhereverItWasCutOffAndThenSendsWhatIsMissing() throws InterruptedException {
        for (int write = 1; write <= 3; write++) {
            for (Moment moment : Moment.values()) {
                // Given
                MemoryStore own = new MemoryStore();
                StoredDataset cut = StoredDataset.named(new FailingStore(own, write, moment), "pictures");
                assertThatExceptionOfType(StoreFailure.class).isThrownBy(() -> push(cut, source));
                boolean whole = write == 3 && moment == Moment.AFTER;
                assertThat(new Datasets(own).names()).hasSize(whole ? 1 : 0);
                long packs = own.list("datasets/pictures/packs/").size();
                // When
                DatasetPush.Result result = push(StoredDataset.named(own, "pictures"), source);
                // Then
                assertThat(result.sentPacks()).isEqualTo((int) (2 - packs));
                assertThat(new Datasets(own).names()).containsExactly("pictures");
            }
        }
    }

    @Test
    void refusesAnotherDataSetUnderTheSameName() throws InterruptedException {
        // Given
        push(mirror, source);
        FileFolder.write(folder, "train/dog/2.png", FileFolder.bytes(6, 10));
        // Then
        assertThatExceptionOfType(DatasetExists.class)
                .isThrownBy(() -> push(mirror, FileFolder.source(folder)))
                .withMessageContaining("another data set is at")
                .withMessageEndingWith("give this one a name of its own with --name");
        assertThat(store.list("datasets/pictures/packs/")).hasSize(2);
    }

    @Test
    void mendsADamagedPackIfForced() throws InterruptedException {
        // Given
        Pack pack = push(mirror, source).index().packs().getFirst();
        store.put(mirror.key(pack), new byte[] {1});
        // When
        DatasetPush.Result result = new DatasetPush(mirror, TransferProgress.NONE).push(source, true);
        // Then
        assertThat(result.sentPacks()).isEqualTo(2);
        assertThat(mirror.read(pack)).hasSize((int) pack.bytes());
    }

    @Test
    void refusesFilesThatChangeMeanwhile() {
        // Given
        StoredDataset changing = StoredDataset.named(
                new HookedStore(store) {
                    @Override
                    public List<String> list(String prefix) {
                        FileFolder.write(folder, "train/cat/a b.png", new byte[] {1});
                        return super.list(prefix);
                    }
                },
                "pictures");
        // Then
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> push(changing, source))
                .withMessageContaining("changed while they were pushed");
        assertThat(new Datasets(store).names()).isEmpty();
    }

    @Test
    void tellsHowFarItIs() throws InterruptedException {
        // Given
        List<Long> done = new ArrayList<>();
        // When
        new DatasetPush(mirror, (bytes, total) -> done.add(bytes)).push(source, false);
        // Then
        assertThat(done)
                .hasSize(3)
                .isSorted()
                .startsWith(0L)
                .endsWith(mirror.index().bytes());
    }
}
