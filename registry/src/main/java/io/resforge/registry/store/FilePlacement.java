package io.resforge.registry.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Gives a finished file its name, which must be free. */
interface FilePlacement {

    /** Returns false, and leaves {@code target} as it is, if the name is taken. */
    boolean place(Path finished, Path target) throws IOException;

    /** Places a file by a hard link, which fails if the name is taken; without hard links, by another way. */
    record LinkPlacement(Linker linker, FilePlacement withoutLinks) implements FilePlacement {

        /** How a hard link is made: {@link Files#createLink}. */
        @FunctionalInterface
        interface Linker {
            void link(Path link, Path existing) throws IOException;
        }

        @Override
        public boolean place(Path finished, Path target) throws IOException {
            try {
                linker.link(target, finished);
                return true;
            } catch (FileAlreadyExistsException e) {
                // A network file system that lost its own answer tries again, and then finds the link that it made
                // itself.
                return isSame(finished, target);
            } catch (UnsupportedOperationException | FileSystemException e) {
                if (canLink(finished)) {
                    throw e;
                }
                return withoutLinks.place(finished, target);
            }
        }

        private static boolean isSame(Path finished, Path target) throws IOException {
            try {
                return Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS) && Files.isSameFile(finished, target);
            } catch (NoSuchFileException e) {
                return false; // the name was taken, and was freed meanwhile
            }
        }

        /** Tells a file system without links from one that only refused this link. */
        private boolean canLink(Path finished) throws IOException {
            Path probe = finished.resolveSibling(finished.getFileName() + ".probe" + AtomicFiles.TEMPORARY);
            try {
                linker.link(probe, finished);
                return true;
            } catch (UnsupportedOperationException | FileSystemException e) {
                return false;
            } finally {
                Files.deleteIfExists(probe);
            }
        }
    }

    /**
     * Places a file by looking whether the name is free and then moving, under a file lock of all writers of the store.
     * The operating system gives a dead process's lock back.
     */
    record LockPlacement(Path lockFile) implements FilePlacement {

        // A file lock is held by the process: among its own threads this one decides.
        private static final Lock THREADS = new ReentrantLock();

        @Override
        public boolean place(Path finished, Path target) throws IOException {
            THREADS.lock();
            try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock _ = channel.lock()) {
                if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                    return false;
                }
                Files.move(finished, target, StandardCopyOption.ATOMIC_MOVE);
                return true;
            } finally {
                THREADS.unlock();
            }
        }
    }
}
