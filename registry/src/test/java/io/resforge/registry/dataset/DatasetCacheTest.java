package io.resforge.registry.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.resforge.registry.HookedStore;
import io.resforge.registry.MemoryStore;
import io.resforge.registry.dataset.DatasetCache.CacheFailure;
import io.resforge.registry.dataset.StoredDataset.UnknownDataset;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.store.SimultaneousWriters;
import io.resforge.registry.store.StoreFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetCacheTest {

    private final MemoryStore store = new MemoryStore();
    private final StoredDataset mirror = StoredDataset.named(store, "pictures");
    private final Path original;
    private final Path root;
    private final DatasetCache cache;
    private final DatasetIndex index;

    DatasetCacheTest(@TempDir Path folder) throws InterruptedException {
        this.original = folder.resolve("original");
        this.root = folder.resolve("cache");
        this.cache = new DatasetCache(root);
        this.index = new DatasetPush(mirror, TransferProgress.NONE)
                .push(FileFolder.in(original), false)
                .index();
        store.requests();
    }

    private Path brought() throws InterruptedException {
        return cache.folder(mirror, TransferProgress.NONE);
    }

    @Test
    void bringsTheSameFilesIntoAFolderOfTheSameName() throws InterruptedException {
        Path folder = brought();
        assertThat(FileFolder.contents(folder)).isEqualTo(FileFolder.contents(original));
        assertThat(folder).hasFileName("pictures").startsWith(root);
    }

    @Test
    void asksForTheIndexAloneTheSecondTime() throws InterruptedException {
        // Given
        Path first = brought();
        store.requests();
        // When
        Path second = brought();
        // Then
        assertThat(second).isEqualTo(first);
        assertThat(store.requests()).isEqualTo(new MemoryStore.Requests(1, 0));
    }

    @Test
    void bringsWhatIsDamagedOrGoneAgainAndRemovesWhatIsNotOfTheDataSet() throws IOException, InterruptedException {
        // Given
        Path folder = brought();
        FileFolder.write(folder, "train/cat/a b.png", new byte[100]);
        Files.delete(folder.resolve("large-2.bin"));
        FileFolder.write(folder, "train/fox/more.png", new byte[] {1});
        // When
        Path again = brought();
        // Then
        assertThat(FileFolder.contents(again)).isEqualTo(FileFolder.contents(original));
        assertThat(again.resolve("train/fox")).doesNotExist();
    }

    @Test
    void servesEightWorkersAtOnce() throws Exception {
        // When
        List<Path> folders =
                SimultaneousWriters.of(8, i -> new DatasetCache(root).folder(mirror, TransferProgress.NONE));
        // Then
        assertThat(folders).containsOnly(folders.getFirst());
        assertThat(FileFolder.contents(folders.getFirst())).isEqualTo(FileFolder.contents(original));
        assertThat(root.resolve(folders.getFirst().getParent().getFileName() + ".unfinished"))
                .isEmptyDirectory();
    }

    @Test
    void goesOnWhereTheStoreFailedIt() throws InterruptedException {
        // Given
        AtomicInteger reads = new AtomicInteger();
        Pack last = index.packs().getLast();
        StoredDataset failing = StoredDataset.named(
                new HookedStore(store).beforeRead(key -> {
                    if (key.equals(mirror.key(last)) && reads.incrementAndGet() == 1) {
                        throw new StoreFailure("could not read " + key + ": made to fail");
                    }
                }),
                "pictures");
        assertThatExceptionOfType(StoreFailure.class).isThrownBy(() -> cache.folder(failing, TransferProgress.NONE));
        // When
        Path folder = cache.folder(failing, TransferProgress.NONE);
        // Then
        assertThat(FileFolder.contents(folder)).isEqualTo(FileFolder.contents(original));
    }

    @Test
    void readsAPackOnceMoreThatWasDamagedOnItsWay() throws InterruptedException {
        // Given
        AtomicBoolean first = new AtomicBoolean(true);
        StoredDataset noisy = StoredDataset.named(
                new HookedStore(store).reading(content -> {
                    if (content.length > 1 << 20 && first.getAndSet(false)) {
                        content[7] ^= 1;
                    }
                    return content;
                }),
                "pictures");
        // Then
        assertThat(FileFolder.contents(cache.folder(noisy, TransferProgress.NONE)))
                .isEqualTo(FileFolder.contents(original));
    }

    @Test
    void namesTheObjectThatIsDamaged() {
        // Given
        Pack pack = index.packs().getFirst();
        byte[] content = store.get(mirror.key(pack)).orElseThrow();
        content[content.length - 1] ^= 1;
        store.put(mirror.key(pack), content);
        // Then
        assertThatExceptionOfType(DamagedObject.class)
                .isThrownBy(this::brought)
                .withMessageContaining(mirror.key(pack))
                .withMessageContaining("its file large-1.bin does not have the SHA-256 that the index says");
    }

    @Test
    void namesTheObjectThatIsGone() {
        // Given
        Pack pack = index.packs().getLast();
        store.delete(mirror.key(pack));
        // Then
        assertThatExceptionOfType(DamagedObject.class)
                .isThrownBy(this::brought)
                .withMessageContaining(mirror.key(pack))
                .withMessageContaining("it is gone");
    }

    @Test
    void namesTheIndexThatIsNotThere() {
        assertThatExceptionOfType(UnknownDataset.class)
                .isThrownBy(() -> cache.folder(StoredDataset.named(store, "none"), TransferProgress.NONE))
                .withMessageContaining("datasets/none/index.json is missing");
    }

    @Test
    void refusesAnIndexWhoseFilesLeadOutOfTheFolder() {
        // Given
        String text = new String(store.get("datasets/pictures/index.json").orElseThrow());
        store.put(
                "datasets/pictures/index.json",
                text.replace("large-1.bin", "../large-1.bin").getBytes());
        // Then
        assertThatExceptionOfType(DamagedObject.class)
                .isThrownBy(this::brought)
                .withMessageContaining("datasets/pictures/index.json")
                .withMessageContaining("was '..'");
        assertThat(root).doesNotExist();
    }

    @Test
    void saysSoIfTheDiskIsTooSmallBeforeItIsFull() {
        DatasetCache small = new DatasetCache(root, folder -> 10_000_000);
        assertThatExceptionOfType(CacheFailure.class)
                .isThrownBy(() -> small.folder(mirror, TransferProgress.NONE))
                .withMessageContaining("2 packs of it need 19 MB, and the disk has 10 MB left")
                .withMessageContaining("--data-cache");
    }

    @Test
    void saysSoIfTheCacheCannotBeWritten() throws IOException {
        // Given
        Files.write(root, new byte[] {1});
        // Then
        assertThatExceptionOfType(CacheFailure.class)
                .isThrownBy(this::brought)
                .withMessageContaining("could not keep the data set in " + root);
    }

    @Test
    void stopsWhenInterrupted() {
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(this::brought);
    }
}
