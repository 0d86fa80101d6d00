package io.resforge.registry.dataset;

import io.resforge.neuralnet.text.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The files of a folder, arranged in packs: always in the same way, so that the same files make the same packs.
 *
 * @param folder that they are in
 * @param paths of the files in it, names joined by {@code /}
 */
record PackPlan(Path folder, List<String> paths) {

    /** A pack is closed once it is this large: few requests for small images, and little memory for several at once. */
    static final long PACK_BYTES = 16L << 20;

    PackPlan {
        paths = paths.stream().sorted(Comparator.naturalOrder()).toList();
    }

    /**
     * Reads all files once.
     *
     * @throws UncheckedIOException if one cannot be read
     */
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

    /**
     * Reads the files of a pack again.
     *
     * @throws IllegalStateException if one has changed
     */
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
