package io.resforge.registry.dataset;

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
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** The files of one data set in a cache. */
final class CachedFiles {

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
