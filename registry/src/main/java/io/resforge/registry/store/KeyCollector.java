package io.resforge.registry.store;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** Collects the keys of the files below a root, without links, devices and names that are no keys. */
final class KeyCollector extends SimpleFileVisitor<Path> {

    private final Path root;
    private final String prefix;
    private final List<String> keys = new ArrayList<>();

    KeyCollector(Path root, String prefix) {
        this.root = root;
        this.prefix = prefix;
    }

    List<String> sorted() {
        return keys.stream().sorted().toList();
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        String key = key(folder);
        boolean leadsOn =
                key.isEmpty() || ObjectKeys.isKey(key) && (key.startsWith(prefix) || prefix.startsWith(key + "/"));
        return leadsOn ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        String key = key(file);
        if (attributes.isRegularFile() && key.startsWith(prefix) && ObjectKeys.isKey(key)) {
            keys.add(key);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
        if (e instanceof NoSuchFileException) {
            return FileVisitResult.CONTINUE; // deleted since its folder was read
        }
        throw e;
    }

    private String key(Path path) {
        return root.relativize(path).toString().replace(File.separatorChar, '/');
    }
}
