package io.resforge.cli.data;

import io.resforge.cli.common.ErrorReport;
import io.resforge.cli.common.FolderTrees;
import io.resforge.cli.common.OutputFile;
import io.resforge.cli.data.FileDownload.RefusedDownload;
import io.resforge.cli.data.PublishedDataset.RemoteFile;
import io.resforge.registry.store.transfer.ProxySettings;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Brings a data set into a folder: downloads its files in as many attempts as it takes, verifies each, and puts them in place all at
 * once.
 */
final class Fetch {

    private static final int ATTEMPTS = 5;

    private final PublishedDataset set;
    private final Path folder;
    private final Witness witness;
    private final long pauseMillis;

    /** Told of each file. */
    interface Witness {

        /** A file begins; what is returned is told how far it is. */
        FileDownload.Progress begins(RemoteFile file);

        /** A file is there, and is what was published. */
        void verified(RemoteFile file);
    }

    /**
     * @param folder that will hold the folder of the data set
     * @param pauseMillis between two attempts, at first; it doubles each time
     */
    Fetch(PublishedDataset set, Path folder, Witness witness, long pauseMillis) {
        this.set = set;
        this.folder = folder;
        this.witness = witness;
        this.pauseMillis = pauseMillis;
    }

    /** Where the data set will be. */
    Path target() {
        return folder.resolve(set.folder());
    }

    /**
     * Brings it.
     *
     * @throws IOException if it cannot be downloaded, is not what its authors published, or cannot be unpacked
     */
    void run() throws IOException, InterruptedException {
        Files.createDirectories(folder);
        for (RemoteFile file : set.files()) {
            download(file);
            verify(file);
            witness.verified(file);
        }
        place();
        for (RemoteFile file : set.files()) {
            Files.deleteIfExists(part(file));
        }
    }

    private Path part(RemoteFile file) {
        return folder.resolve(set.part(file));
    }

    private void download(RemoteFile file) throws IOException, InterruptedException {
        FileDownload download = new FileDownload(file.source(), file.largest(), witness.begins(file));
        for (int attempt = 1; ; attempt++) {
            try {
                download.complete(part(file));
                return;
            } catch (RefusedDownload | FileSystemException useless) {
                throw useless;
            } catch (IOException broken) {
                if (attempt == ATTEMPTS) {
                    throw new IOException(
                            "the download from " + file.source() + " broke " + ATTEMPTS + " times, at last with: "
                                    + ErrorReport.trouble(broken) + ProxySettings.note(file.source())
                                    + "; calling again goes on where it ended",
                            broken);
                }
                Thread.sleep(pauseMillis << (attempt - 1));
            }
        }
    }

    private void verify(RemoteFile file) throws IOException {
        String md5 = md5(part(file));
        if (!md5.equals(file.md5())) {
            Files.delete(part(file)); // going on from wrong bytes never ends well
            throw new IOException("what " + file.source() + " sent is not " + file.name() + ": its MD5 is " + md5
                    + ", not " + file.md5() + "; it was deleted");
        }
    }

    private void place() throws IOException {
        Path fresh = Files.createTempDirectory(folder, "unpack-");
        try {
            Path whole = fresh.resolve(set.folder());
            switch (set) {
                case PublishedDataset.Archive archive -> unpack(archive, fresh, whole);
                case PublishedDataset.Loose loose -> gather(loose, whole);
            }
            FolderTrees.delete(target());
            Files.move(whole, target(), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            FolderTrees.delete(fresh);
        }
    }

    private void unpack(PublishedDataset.Archive archive, Path fresh, Path whole) throws IOException {
        try (InputStream content = Files.newInputStream(part(archive.file()))) {
            TarGz.unpack(content, fresh);
        }
        if (!Files.isDirectory(whole)) {
            throw new IOException(archive.file().name() + " does not hold the folder " + archive.folder());
        }
    }

    private void gather(PublishedDataset.Loose loose, Path whole) throws IOException {
        Files.createDirectory(whole);
        for (RemoteFile file : loose.files()) {
            Files.move(part(file), whole.resolve(file.name()));
        }
    }

    private static String md5(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            try (InputStream content = new DigestInputStream(Files.newInputStream(file), digest)) {
                content.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has MD5", impossible);
        }
    }

    /** Unpacks archives that are not trusted. */
    static final class TarGz {

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
                throw new IOException(
                        "the archive holds " + entry.getName() + ", which is neither a file nor a folder");
            }
        }
    }
}
