package io.resforge.registry.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Places a file by a hard link, which fails if the name is taken; where a file system has no hard links, by another
 * way.
 */
final class LinkPlacement implements FilePlacement {

    /** How a hard link is made: {@link Files#createLink}. */
    @FunctionalInterface
    interface Linker {
        void link(Path link, Path existing) throws IOException;
    }

    private final Linker linker;
    private final FilePlacement withoutLinks;

    LinkPlacement(Linker linker, FilePlacement withoutLinks) {
        this.linker = linker;
        this.withoutLinks = withoutLinks;
    }

    @Override
    public boolean place(Path finished, Path target) throws IOException {
        try {
            linker.link(target, finished);
            return true;
        } catch (FileAlreadyExistsException e) {
            // A network file system that lost its own answer tries again, and then finds the link that it made itself.
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
