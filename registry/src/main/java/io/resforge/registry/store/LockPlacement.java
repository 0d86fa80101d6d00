package io.resforge.registry.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Places a file by looking whether the name is free and then moving, while a file is locked that all writers of the
 * store lock. The operating system gives a dead process's lock back.
 */
final class LockPlacement implements FilePlacement {

    // A file lock is held by the process: among its own threads this one decides.
    private static final Lock THREADS = new ReentrantLock();

    private final Path lockFile;

    LockPlacement(Path lockFile) {
        this.lockFile = lockFile;
    }

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
