package io.resforge.registry.dataset;

import io.resforge.neuralnet.text.Sha256;
import io.resforge.registry.dataset.Pack.StoredFile;
import io.resforge.registry.dataset.StoredDataset.UnknownDataset;
import io.resforge.registry.json.DamagedObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * The data sets that this node has brought from stores: {@code <SHA-256 of the index>/<name>/…}. Files get their names
 * once they are whole, so several workers may bring the same data set at once. What is there is checked each time
 * before it is used; what is damaged is brought again.
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
     * @throws DamagedObject if an object in the store is missing or damaged
     * @throws CacheFailure if the files cannot be kept here
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

    /** The files of one data set in a cache. */
    private static final class CachedFiles {

        /** No write takes this long: what is older is of a worker that died. */
        private static final Duration STALE = Duration.ofDays(1);

        /** What a small file takes on usual file systems. */
        private static final long BLOCK = 4096;

        private final Path folder;
        private final Path unfinished;
        private final DatasetIndex index;

        CachedFiles(Path entry, DatasetIndex index) {
            this.folder = entry.resolve(index.name());
            // Beside the data set's folder, whose name may be any: not even a name in it may be mistaken for an image.
            this.unfinished = entry.resolveSibling(entry.getFileName() + ".unfinished");
            this.index = index;
        }

        Path folder() {
            return folder;
        }

        /** Makes the folders, and removes what workers left that died. */
        void prepare() throws IOException {
            Files.createDirectories(folder);
            Files.createDirectories(unfinished);
            try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(unfinished)) {
                Instant then = Instant.now().minus(STALE);
                for (Path leftover : leftovers) {
                    if (Files.exists(leftover)
                            && Files.getLastModifiedTime(leftover).toInstant().isBefore(then)) {
                        Files.deleteIfExists(leftover);
                    }
                }
            }
        }

        /** Whether all files of a pack are there as they should be. */
        boolean has(Pack pack) {
            return pack.files().stream().allMatch(this::has);
        }

        private boolean has(StoredFile file) {
            Path path = folder.resolve(file.path());
            try {
                return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                        && Files.size(path) == file.bytes()
                        && file.is(Files.readAllBytes(path));
            } catch (IOException e) {
                return false; // brought again; if the disk is at fault, writing tells
            }
        }

        /** How many bytes packs take on the disk. */
        long needed(List<Pack> packs) {
            return packs.stream()
                    .flatMap(pack -> pack.files().stream())
                    .mapToLong(file -> (file.bytes() + BLOCK) / BLOCK * BLOCK)
                    .sum();
        }

        /** Writes the files of a pack, each in place of one that may be there. */
        void write(Pack pack, byte[] content) {
            long offset = 0;
            for (StoredFile file : pack.files()) {
                try {
                    write(file, file.in(content, offset));
                } catch (IOException e) {
                    throw failure(e);
                }
                offset += file.bytes();
            }
        }

        private void write(StoredFile file, byte[] content) throws IOException {
            Path target = folder.resolve(file.path());
            Path whole = unfinished.resolve(UUID.randomUUID().toString());
            try {
                Files.write(whole, content);
                Files.createDirectories(target.getParent());
                Files.move(whole, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(whole);
            }
        }

        /** Removes what is not of the data set: an image or a folder more would make it another one. */
        void discardStrangers() throws IOException {
            Set<Path> known = new HashSet<>();
            known.add(folder);
            index.files().forEach(file -> {
                for (Path path = folder.resolve(file.path()); known.add(path); path = path.getParent()) {}
            });
            List<Path> strangers;
            try (Stream<Path> all = Files.walk(folder)) {
                strangers = all.filter(path -> !known.contains(path)).toList();
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
            for (Path stranger : strangers.reversed()) { // what is in a folder goes before it
                Files.deleteIfExists(stranger);
            }
        }

        CacheFailure failure(IOException e) {
            return new CacheFailure(
                    "could not keep the data set in " + folder + ": " + reason(e)
                            + "; another folder is named by --data-cache or RESFORGE_DATA_CACHE",
                    e);
        }

        private static String reason(IOException e) {
            String what = e.getMessage() == null ? "" : " " + e.getMessage();
            return e.getClass().getSimpleName().replace("Exception", "") + what;
        }

        /** How many bytes can still be written below a folder. */
        static long free(Path folder) {
            try {
                return Files.getFileStore(folder).getUsableSpace();
            } catch (IOException e) {
                return Long.MAX_VALUE; // a file system that does not tell; writing will
            }
        }
    }

    /** A data set could not be kept on this node, such as on a full disk; the message names the folder and the reason. */
    public static final class CacheFailure extends RuntimeException {

        CacheFailure(String message) {
            super(message);
        }

        CacheFailure(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
