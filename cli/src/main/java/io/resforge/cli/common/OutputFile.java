package io.resforge.cli.common;

import io.resforge.neuralnet.text.FileTrouble;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that are written for the user. */
public final class OutputFile {

    private OutputFile() {}

    /** What writes to a file. */
    @FunctionalInterface
    public interface Writing {

        /** Writes. */
        void run() throws IOException;
    }

    /**
     * Writes a whole file, in place of one that may be there.
     *
     * @throws FileSystemException if it cannot be written, with its name, such as on a full disk
     */
    public static void write(Path file, byte[] content) throws FileSystemException {
        writing(file, () -> Files.write(file, content));
    }

    /**
     * Does what only writes to a file. That a disk is full Java tells without a name.
     *
     * @throws FileSystemException if it cannot be written, with its name
     */
    public static void writing(Path file, Writing step) throws FileSystemException {
        try {
            step.run();
        } catch (FileSystemException named) {
            throw named;
        } catch (IOException unnamed) {
            FileSystemException named = new FileSystemException(file.toString(), null, FileTrouble.sentence(unnamed));
            named.initCause(unnamed);
            throw named;
        }
    }

    /**
     * Makes sure that a file has a folder to be written into, before anything is worked out for it.
     *
     * @throws CommandFailed as bad usage, if its folder is not there, or it is a folder itself
     */
    public static void requireFolder(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        if (Files.isDirectory(absolute)) {
            throw CommandFailed.badUsage(absolute + " is a folder; a file is to be written");
        }
        if (!Files.isDirectory(absolute.getParent())) {
            throw CommandFailed.badUsage(
                    "there is no folder " + absolute.getParent() + " to write " + absolute.getFileName() + " into");
        }
    }
}
