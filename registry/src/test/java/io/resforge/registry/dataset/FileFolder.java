package io.resforge.registry.dataset;

import io.resforge.registry.dataset.Pack.StoredFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A folder of files as a data set; what is in them does not matter here. */
final class FileFolder {

    /** Larger than half a pack, so that two of them are two packs. */
    private static final int LARGE = 9 << 20;

    private FileFolder() {}

    /** Makes small files in folders, and two large ones. */
    static DatasetPush.Source in(Path folder) {
        write(folder, "train/cat/a b.png", bytes(1, 100));
        write(folder, "train/cat/ü.png", bytes(2, 3000));
        write(folder, "train/dog/1.png", bytes(3, 0));
        write(folder, "large-1.bin", bytes(4, LARGE));
        write(folder, "large-2.bin", bytes(5, LARGE));
        return source(folder);
    }

    /** Whatever files are in a folder. */
    static DatasetPush.Source source(Path folder) {
        List<String> paths = List.copyOf(contents(folder).keySet());
        return new DatasetPush.Source("pictures", "0123", 2, 3, 0, folder, paths);
    }

    static void write(Path folder, String path, byte[] content) {
        try {
            Files.createDirectories(folder.resolve(path).getParent());
            Files.write(folder.resolve(path), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sizes and hashes of all files by path. */
    static Map<String, StoredFile> contents(Path folder) {
        Map<String, StoredFile> contents = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String path = folder.relativize(file).toString();
                contents.put(path, StoredFile.of(path, Files.readAllBytes(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return contents;
    }

    static byte[] bytes(long seed, int count) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
