package io.resforge.registry.dataset;

import io.resforge.neuralnet.text.Sha256;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.store.StoreFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * The data sets that this node has brought from stores: {@code <SHA-256 of the index>/<name>/…}. Every file gets its name only once it is
 * whole, so several workers may bring the same data set at once, and one that was cut off is gone on with. What is there is checked each
 * time before it is used; what is damaged is brought again.
 */
public final class DatasetCache {

    private final Path root;
    private final ToLongFunction<Path> free;

    /** @param root made if it is missing */
    public DatasetCache(Path root) {
        this(root, CachedFiles::free);
    }

    /** @param free tells how many bytes can still be written below a folder */
    DatasetCache(Path root, ToLongFunction<Path> free) {
        this.root = root.toAbsolutePath().normalize();
        this.free = free;
    }

    /**
     * A folder with exactly the files of a data set, each checked by its SHA-256.
     *
     * @throws UnknownDataset if there is none
     * @throws DamagedObject if an object in the store is missing or damaged; the message names it
     * @throws StoreFailure if the store cannot be reached
     * @throws CacheFailure if the files cannot be kept here
     * @throws InterruptedException if this thread was interrupted
     */
    public Path folder(StoredDataset mirror, TransferProgress progress) throws InterruptedException {
        byte[] content = mirror.indexBytes().orElseThrow(mirror::unknown);
        DatasetIndex index = mirror.decode(content);
        CachedFiles files = new CachedFiles(root.resolve(Sha256.of(content)), index);
        try {
            files.prepare();
            List<Pack> missing = index.packs().parallelStream()
                    .filter(pack -> !files.has(pack))
                    .toList();
            if (!missing.isEmpty()) {
                requireRoom(missing, files.needed(missing), mirror);
                Transfers.each(missing, pack -> files.write(pack, mirror.read(pack)), progress);
            }
            files.discardStrangers();
        } catch (IOException e) {
            throw files.failure(e);
        }
        return files.folder();
    }

    private void requireRoom(List<Pack> missing, long needed, StoredDataset mirror) throws IOException {
        long room = free.applyAsLong(Files.createDirectories(root));
        if (room < needed) {
            throw new CacheFailure(String.format(
                    Locale.ROOT,
                    "the data set at %s does not fit into the cache %s: %d packs of it need %d MB, and the disk has %d MB left; make room there, or name another folder by --data-cache or RESFORGE_DATA_CACHE",
                    mirror,
                    root,
                    missing.size(),
                    megabytes(needed),
                    megabytes(room)));
        }
    }

    private static long megabytes(long bytes) {
        return (bytes + 999_999) / 1_000_000;
    }
}
