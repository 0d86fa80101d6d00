package io.resforge.cli.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * Ports that this user's commands have chosen: until a service listens, nothing else tells another command that its port is taken. Each is
 * a locked byte of one file, and the system lets go of it with the process, however that ends. Where the file cannot be written, no port is
 * claimed.
 */
final class PortClaims {

    private static final PortClaims OF_THIS_USER =
            new PortClaims(Path.of(System.getProperty("java.io.tmpdir"), "resforge-ports-" + user()));

    private final Path file;
    private final Map<Integer, FileLock> held = new HashMap<>();

    /** Never closed: that would let go of all claims. */
    private FileChannel channel;

    private PortClaims(Path file) {
        this.file = file;
    }

    /** Those that all commands of this user know of, whatever their state folder. */
    static PortClaims ofThisUser() {
        return OF_THIS_USER;
    }

    private static String user() {
        return System.getProperty("user.name", "").replaceAll("[^A-Za-z0-9._-]", "_");
    }

    /** Claims a port until this process ends; false if another process has it. */
    synchronized boolean claim(int port) {
        if (held.containsKey(port)) {
            return true;
        }
        try {
            if (channel == null) {
                channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            }
            FileLock lock = channel.tryLock(port, 1, false);
            if (lock != null) {
                held.put(port, lock);
            }
            return lock != null;
        } catch (OverlappingFileLockException elsewhereInThisProcess) {
            return false;
        } catch (IOException unwritable) {
            return true;
        }
    }

    /** Lets go of a port that is not used after all. */
    synchronized void release(int port) {
        FileLock lock = held.remove(port);
        if (lock != null) {
            try {
                lock.release();
            } catch (IOException gone) {
                // The system lets go of it when this process ends.
            }
        }
    }
}
