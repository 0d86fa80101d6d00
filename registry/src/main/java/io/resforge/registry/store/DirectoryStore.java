package io.resforge.registry.store;

import io.resforge.registry.store.FilePlacement.LinkPlacement;
import io.resforge.registry.store.FilePlacement.LockPlacement;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A directory as an object store: each object is the file that its key names. Its folder {@code .resforge} makes a
 * directory a store, and holds files that are being written. Without it every call fails, so that the empty mount point
 * of a lost disk is no empty store. Several processes may use a store at once.
 */
public final class DirectoryStore implements ObjectStore {

    /** The folder that makes a directory a store. */
    static final String WORK = ".resforge";

    /** No write takes this long: what is older in the work folder is of a writer that died. */
    private static final Duration STALE = Duration.ofDays(1);

    private static final long LARGEST = Integer.MAX_VALUE - 8L; // what an array can hold

    private final Path root;
    private final Path work;
    private final AtomicFiles files;
    private final DirectoryFailures failures;

    /** Opens a directory that is, or later becomes, a store; creates nothing. */
    public DirectoryStore(Path root) {
        this(root, Files::createLink);
    }

    DirectoryStore(Path root, LinkPlacement.Linker linker) {
        this.root = root.toAbsolutePath().normalize();
        this.work = this.root.resolve(WORK);
        this.failures = new DirectoryFailures(this.root, work);
        FilePlacement placement = new LinkPlacement(linker, new LockPlacement(work.resolve("create.lock")));
        this.files = new AtomicFiles(this.root, work, placement);
    }

    /** Opens a directory as a store, and makes it one if it is none; also cleans up after writers that died. */
    public static DirectoryStore openOrCreate(Path root) {
        DirectoryStore store = new DirectoryStore(root);
        try {
            store.files.makeWorkFolder();
            store.files.discardTemporaryBefore(Instant.now().minus(STALE));
        } catch (IOException e) {
            throw new StoreFailure("could not make a store at " + store.root + ": " + DirectoryFailures.reason(e), e);
        }
        return store;
    }

    @Override
    public boolean create(String key, byte[] content) {
        Path file = resolve(key);
        try {
            return files.create(file, content);
        } catch (IOException e) {
            throw failures.because("create " + key, e);
        }
    }

    @Override
    public void put(String key, byte[] content) {
        Path file = resolve(key);
        try {
            files.replace(file, content);
        } catch (IOException e) {
            throw failures.because("write " + key, e);
        }
    }

    @Override
    public Optional<byte[]> get(String key) {
        return read(key, file -> {
            long size = Files.size(file);
            if (size > LARGEST) {
                throw failures.because("read " + key, "it has " + size + " bytes, at most " + LARGEST + " can be read");
            }
            return Files.readAllBytes(file);
        });
    }

    @Override
    public Optional<byte[]> get(String key, int most) {
        return read(key, file -> {
            try (InputStream content = Files.newInputStream(file)) {
                return content.readNBytes(most);
            }
        });
    }

    private interface Reading {
        byte[] content(Path file) throws IOException;
    }

    private Optional<byte[]> read(String key, Reading reading) {
        Path file = resolve(key);
        try {
            return readable(key, file) ? Optional.of(reading.content(file)) : Optional.empty();
        } catch (NoSuchFileException e) {
            failures.requireStore("read " + key);
            return Optional.empty();
        } catch (IOException e) {
            throw failures.because("read " + key, e);
        }
    }

    @Override
    public List<String> list(String prefix) {
        int folder = ObjectKeys.requirePrefix(prefix).lastIndexOf('/');
        String action = "list the keys " + prefix + "*";
        Path start = folder < 0 ? root : resolve(prefix.substring(0, folder));
        KeyCollector keys;
        try {
            Path target = root.toRealPath(); // the root itself may be a link, which a walk would not enter
            keys = new KeyCollector(target, prefix);
            Files.walkFileTree(target.resolve(root.relativize(start)), keys);
        } catch (IOException e) {
            throw failures.because(action, e);
        }
        // Afterwards, so that a store that went away on the way is noticed.
        failures.requireStore(action);
        return keys.sorted();
    }

    @Override
    public List<String> folders(String folder) {
        ObjectKeys.requirePrefix(folder);
        String action = "list the folders of " + folder;
        List<String> names = List.of();
        Path path = folder.isEmpty() ? root : resolve(folder.substring(0, folder.length() - 1));
        try (Stream<Path> children = Files.list(path)) {
            names = children.filter(child -> Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS))
                    .map(child -> child.getFileName().toString())
                    .filter(ObjectKeys::isKey)
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            // Nothing is there yet, or the store is gone, which is asked next.
        } catch (IOException | UncheckedIOException e) {
            throw failures.because(action, e instanceof UncheckedIOException u ? u.getCause() : (IOException) e);
        }
        failures.requireStore(action);
        return names;
    }

    @Override
    public void delete(String key) {
        Path file = resolve(key);
        failures.requireStore("delete " + key);
        try {
            if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                files.delete(file);
            }
        } catch (IOException e) {
            throw failures.because("delete " + key, e);
        }
    }

    @Override
    public Optional<String> writeTrouble() {
        try {
            files.tryOut();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(failures.because("write", e).getMessage());
        }
    }

    @Override
    public String toString() {
        return root.toString();
    }

    private Path resolve(String key) {
        Path path = root;
        String[] names = ObjectKeys.requireKey(key).split("/");
        for (int i = 0; i < names.length - 1; i++) {
            path = path.resolve(names[i]);
            if (Files.isSymbolicLink(path)) {
                throw failures.because("reach " + key, path + " is a symbolic link, which a store does not follow");
            }
        }
        return path.resolve(names[names.length - 1]);
    }

    /** Whether there is a file to read; a folder is no object. Reading a pipe or the like might never end. */
    private boolean readable(String key, Path file) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isDirectory()) {
            return false;
        }
        if (!attributes.isRegularFile()) {
            throw failures.because("read " + key, "it is a link or device, an object must be a regular file");
        }
        return true;
    }

    /** Words what a directory store could not do, and why. */
    record DirectoryFailures(Path root, Path work) {

        /** Checks that the store is there. */
        void requireStore(String action) {
            if (!Files.isDirectory(work)) {
                throw because(action, absence());
            }
        }

        StoreFailure because(String action, String reason) {
            return new StoreFailure(attempt(action) + reason);
        }

        /** A store that is gone is the better reason than what the system says then. */
        StoreFailure because(String action, IOException e) {
            return new StoreFailure(attempt(action) + (Files.isDirectory(work) ? reason(e) : absence()), e);
        }

        private String attempt(String action) {
            return "could not " + action + " in the store at " + root + ": ";
        }

        private String absence() {
            return Files.isDirectory(root)
                    ? "this directory is no store, or its disk is gone (it has no folder " + work.getFileName() + ")"
                    : "there is no such directory";
        }

        static String reason(IOException e) {
            return switch (e) {
                case AccessDeniedException denied -> "access to " + denied.getFile() + " is denied";
                case NoSuchFileException missing -> missing.getFile() + " is not there";
                case FileSystemException failed when failed.getReason() != null -> failed.getReason();
                default -> e.getMessage() == null ? e.toString() : e.getMessage();
            };
        }
    }
}
