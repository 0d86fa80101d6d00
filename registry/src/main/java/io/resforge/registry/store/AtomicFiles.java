package io.resforge.registry.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.UUID;

/**
 * Puts whole files in place: written elsewhere on the same file system, flushed to the disk, and only then given their
 * name.
 */
final class AtomicFiles {

    static final String TEMPORARY = ".tmp";

    private static final int TRIED_OUT = 16 * 1024;

    private final Path root;
    private final Path work;
    private final FilePlacement placement;

    /**
     * @param root folder below which the files lie
     * @param work folder for files that have no name yet; as long as it is missing, every write fails
     */
    AtomicFiles(Path root, Path work, FilePlacement placement) {
        this.root = root;
        this.work = work;
        this.placement = placement;
    }

    /** Makes the work folder, and with it the root, if they are missing. */
    void makeWorkFolder() throws IOException {
        if (!Files.isDirectory(work)) {
            Files.createDirectories(work);
            flush(root);
        }
    }

    /** Writes what is removed again at once, to see whether there is room for more than a few bytes. */
    void tryOut() throws IOException {
        discard(writeTemporary(new byte[TRIED_OUT]));
    }

    /** Writes a file whose name must be free; false if it is not. */
    boolean create(Path target, byte[] content) throws IOException {
        Path finished = writeTemporary(content);
        try {
            makeFolders(target.getParent());
            boolean placed = placement.place(finished, target);
            if (placed) {
                flush(target.getParent());
            }
            return placed;
        } finally {
            discard(finished);
        }
    }

    /** Writes a file, in place of one that may exist. */
    void replace(Path target, byte[] content) throws IOException {
        Path finished = writeTemporary(content);
        try {
            makeFolders(target.getParent());
            Files.move(finished, target, StandardCopyOption.ATOMIC_MOVE);
            flush(target.getParent());
        } finally {
            discard(finished);
        }
    }

    void delete(Path target) throws IOException {
        if (Files.deleteIfExists(target)) {
            flush(target.getParent());
        }
    }

    /** Removes what writers left behind that died before {@code then}. */
    void discardTemporaryBefore(Instant then) throws IOException {
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(work, "*" + TEMPORARY)) {
            for (Path leftover : leftovers) {
                if (isOlder(leftover, then)) {
                    Files.deleteIfExists(leftover);
                }
            }
        }
    }

    private static boolean isOlder(Path file, Instant then) throws IOException {
        try {
            return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                    .toInstant()
                    .isBefore(then);
        } catch (NoSuchFileException e) {
            return false; // its writer has finished meanwhile
        }
    }

    // Not Files.createTempFile: that one lets only the owner read the file, and keeps it so after the move.
    private Path writeTemporary(byte[] content) throws IOException {
        Path file = work.resolve(UUID.randomUUID() + TEMPORARY);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        } catch (IOException e) {
            discard(file);
            throw e;
        }
        return file;
    }

    /** Makes the folders below the root, but never the root: without it the store is gone. */
    private void makeFolders(Path folder) throws IOException {
        if (folder.equals(root) || Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        makeFolders(folder.getParent());
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(folder.toString(), null, folder + " is a file, not a folder");
            }
        }
        flush(folder.getParent());
    }

    /** Makes a folder's entries survive a power cut. */
    private static void flush(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void discard(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            // The write has succeeded or failed on its own account. A later openOrCreate removes what stays here.
        }
    }
}
