package io.resforge.neuralnet.text;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Locale;

/** Says in words what went wrong with a file. */
public final class FileTrouble {

    private FileTrouble() {}

    /** A sentence such as "cannot use mine.yaml: no such file". */
    public static String sentence(IOException failure) {
        if (failure instanceof FileSystemException file) {
            return "cannot use " + file.getFile() + ": " + (file.getReason() == null ? kind(file) : file.getReason());
        }
        return failure.getMessage() == null ? kind(failure) : failure.getMessage();
    }

    /** A failure's class as words, such as "no such file". */
    private static String kind(IOException failure) {
        return failure.getClass()
                .getSimpleName()
                .replaceFirst("Exception$", "")
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
    }
}
