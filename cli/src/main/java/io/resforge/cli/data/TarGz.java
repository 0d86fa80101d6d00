package io.resforge.cli.data;

import io.resforge.cli.common.OutputFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Unpacks archives that are not trusted. */
final class TarGz {

    // The kinds of a file; links, pipes and devices have others.
    private static final Set<Byte> PLAIN = Set.of(TarConstants.LF_NORMAL, TarConstants.LF_OLDNORM);

    private static final int BUFFER_BYTES = 64 << 10;
    private static final long LARGEST_UNPACKED = 2L << 30;

    private TarGz() {}

    /**
     * Unpacks plain files and folders.
     *
     * @throws IOException if the archive is damaged, or an entry is a link, lies outside of the folder or is too large
     */
    static void unpack(InputStream content, Path folder) throws IOException {
        long unpacked = 0;
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GZIPInputStream(new BufferedInputStream(content)))) {
            for (TarArchiveEntry entry; (entry = tar.getNextEntry()) != null; ) {
                unpacked += entry.getSize();
                if (unpacked > LARGEST_UNPACKED) {
                    throw new IOException("the archive unpacks to more than " + LARGEST_UNPACKED + " bytes");
                }
                write(tar, entry, folder);
            }
        }
    }

    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder) throws IOException {
        Path target = entry.resolveIn(folder);
        if (entry.isDirectory()) {
            Files.createDirectories(target);
        } else if (PLAIN.contains(entry.getLinkFlag())) {
            Files.createDirectories(target.getParent());
            try (OutputStream file = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
                for (byte[] bytes; (bytes = tar.readNBytes(BUFFER_BYTES)).length > 0; ) {
                    byte[] next = bytes;
                    OutputFile.writing(target, () -> file.write(next));
                }
            }
        } else {
            throw new IOException("the archive holds " + entry.getName() + ", which is neither a file nor a folder");
        }
    }
}
