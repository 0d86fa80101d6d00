package io.resforge.registry.dataset;

import io.resforge.neuralnet.text.Sha256;
import io.resforge.registry.dataset.Pack.StoredFile;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Brings a data set into a store. Whatever is there already is not sent again, so a push that was cut off goes on. */
public final class DatasetPush {

    private final StoredDataset mirror;
    private final TransferProgress progress;

    public DatasetPush(StoredDataset mirror, TransferProgress progress) {
        this.mirror = mirror;
        this.progress = progress;
    }

    /** A data set on disk: the digest of its images and labels, its folder, and the paths of its files below that. */
    public record Source(
            String name,
            String digest,
            int classes,
            int trainingImages,
            int testImages,
            Path folder,
            List<String> paths) {}

    /** The index as it is stored, and the packs that were not there yet. */
    public record Result(DatasetIndex index, int sentPacks, long sentBytes) {}

    /**
     * Pushes a data set.
     *
     * @param all whether to write again what is there, which mends a damaged pack
     * @throws DatasetExists if another data set is there
     * @throws DamagedObject if what is there is no index
     */
    public Result push(Source source, boolean all) throws InterruptedException {
        PackPlan files = new PackPlan(source.folder(), source.paths());
        DatasetIndex index = new DatasetIndex(
                DatasetIndex.FORMAT,
                source.name(),
                source.digest(),
                source.classes(),
                source.trainingImages(),
                source.testImages(),
                files.packs());
        byte[] content = Json.encode(index);
        if (content.length > StoredDataset.MOST_INDEX_BYTES) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s has %d files, and the index of a stored data set has at most %d bytes, which some 400,000 files take",
                    source.folder(),
                    source.paths().size(),
                    StoredDataset.MOST_INDEX_BYTES));
        }
        requireSame(content, mirror.indexBytes());
        Set<String> there = all ? Set.of() : mirror.packs();
        List<Pack> missing = index.packs().stream()
                .filter(pack -> !there.contains(mirror.key(pack)))
                .toList();
        Transfers.each(missing, pack -> mirror.put(pack, files.content(pack)), progress);
        // Pointer last: a reader that finds the index can read all packs.
        if (!mirror.createIndex(content)) {
            requireSame(content, mirror.indexBytes());
        }
        return new Result(
                index, missing.size(), missing.stream().mapToLong(Pack::bytes).sum());
    }

    private void requireSame(byte[] index, Optional<byte[]> there) {
        if (there.isPresent() && !Arrays.equals(there.get(), index)) {
            DatasetIndex other = mirror.decode(there.get());
            throw new DatasetExists(String.format(
                            Locale.ROOT,
                            "another data set is at %s already, %s with the digest %s, and it never changes;",
                            mirror,
                            other.name(),
                            other.digest())
                    + " give this one a name of its own with --name");
        }
    }

    /** Another data set has the name already. What was stored under a name never changes, or runs would not be what their records say. */
    public static final class DatasetExists extends RuntimeException {

        DatasetExists(String message) {
            super(message);
        }
    }

    /** The files of a folder, arranged in packs: the same files always make the same packs. */
    record PackPlan(Path folder, List<String> paths) {

        /** A pack is closed once it is this large: few requests for small images, and little memory for several at once. */
        static final long PACK_BYTES = 16L << 20;

        PackPlan {
            paths = paths.stream().sorted(Comparator.naturalOrder()).toList();
        }

        /** Reads all files once; throws UncheckedIOException. */
        List<Pack> packs() {
            List<Pack> packs = new ArrayList<>();
            List<String> gathered = new ArrayList<>();
            long bytes = 0;
            for (String path : paths) {
                long size = size(path);
                if (!gathered.isEmpty() && bytes + size > PACK_BYTES) {
                    packs.add(pack(gathered));
                    gathered.clear();
                    bytes = 0;
                }
                gathered.add(path);
                bytes += size;
            }
            if (!gathered.isEmpty()) {
                packs.add(pack(gathered));
            }
            return packs;
        }

        /** Reads the files of a pack again; throws IllegalStateException if one has changed. */
        byte[] content(Pack pack) {
            byte[] content =
                    joined(pack.files().stream().map(file -> read(file.path())).toList());
            if (!Sha256.of(content).equals(pack.sha256())) {
                throw new IllegalStateException("files in " + folder + " changed while they were pushed, one of "
                        + pack.files().getFirst().path() + " to "
                        + pack.files().getLast().path());
            }
            return content;
        }

        private Pack pack(List<String> paths) {
            List<StoredFile> files = new ArrayList<>();
            List<byte[]> contents = new ArrayList<>();
            for (String path : paths) {
                byte[] content = read(path);
                files.add(StoredFile.of(path, content));
                contents.add(content);
            }
            return new Pack(Sha256.of(joined(contents)), files);
        }

        private static byte[] joined(List<byte[]> contents) {
            ByteArrayOutputStream pack = new ByteArrayOutputStream(
                    contents.stream().mapToInt(content -> content.length).sum());
            contents.forEach(pack::writeBytes);
            return pack.toByteArray();
        }

        private long size(String path) {
            try {
                long size = Files.size(folder.resolve(path));
                if (size > Pack.MOST_BYTES) {
                    throw new IllegalArgumentException(String.format(
                            Locale.ROOT,
                            "%s has %d bytes; a stored data set has files of at most %d",
                            folder.resolve(path),
                            size,
                            Pack.MOST_BYTES));
                }
                return size;
            } catch (IOException e) {
                throw new UncheckedIOException("could not read " + folder.resolve(path), e);
            }
        }

        private byte[] read(String path) {
            try {
                return Files.readAllBytes(folder.resolve(path));
            } catch (IOException e) {
                throw new UncheckedIOException("could not read " + folder.resolve(path), e);
            }
        }
    }
}
