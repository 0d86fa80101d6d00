package io.resforge.neuralnet.torch;

import java.nio.file.Path;

/** The native library of PyTorch cannot be loaded; the message says why, and what helps. */
public final class UnusableLibrary extends IllegalStateException {

    private static final long serialVersionUID = 1;

    /**
     * @param reason what the first of a chain of failures says, or null
     * @param folder that the library is unpacked into
     */
    public UnusableLibrary(String reason, Path folder, Throwable cause) {
        super("the PyTorch library could not be loaded: " + reason + advice(String.valueOf(reason), folder), cause);
    }

    private static String advice(String reason, Path folder) {
        if (reason.contains("failed to map segment from shared object")) {
            return "; the folder's file system is mounted with noexec: name a folder on another by the variable DJL_CACHE_DIR";
        }
        boolean unwritable = reason.contains("No space left on device")
                || reason.contains("Disk quota exceeded")
                || reason.contains("Read-only file system");
        return unwritable
                ? "; it is unpacked into " + folder
                        + ": make room there, or name a folder on another file system by the variable DJL_CACHE_DIR"
                : "";
    }
}
