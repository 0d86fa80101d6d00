package io.resforge.registry.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Words what a directory store could not do, and why. */
final class DirectoryFailures {

    private final Path root;
    private final Path work;

    /**
     * @param root of the store
     * @param work folder that makes it a store
     */
    DirectoryFailures(Path root, Path work) {
        this.root = root;
        this.work = work;
    }

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
