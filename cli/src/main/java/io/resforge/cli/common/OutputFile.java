package io.resforge.cli.common;

import java.nio.file.Files;
import java.nio.file.Path;

/** Files that the user wants written. */
public final class OutputFile {

    private OutputFile() {}

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
