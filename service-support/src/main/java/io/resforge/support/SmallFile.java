package io.resforge.support;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Files of an operator that are small: keys, certificates, lists. */
public final class SmallFile {

    private SmallFile() {}

    /**
     * The bytes of a file; a pipe, which could keep the reader waiting for ever, or a device is none.
     *
     * @param most that it may have
     * @throws IOException whose message says why not, such as "it is not there"
     */
    public static byte[] read(Path file, int most) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IOException("it is no file");
        }
        try (var in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new IOException("it has more than " + most + " bytes");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new IOException("it is not there", e);
        } catch (AccessDeniedException e) {
            throw new IOException("this process may not read it", e);
        }
    }
}
