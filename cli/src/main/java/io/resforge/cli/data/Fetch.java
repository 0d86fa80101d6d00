package io.resforge.cli.data;

import io.resforge.cli.common.Errors;
import io.resforge.cli.common.Pause;
import io.resforge.cli.common.Trees;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Brings an archive into a folder: downloads it in as many attempts as it takes, verifies it, unpacks it. */
final class Fetch {

    private static final int ATTEMPTS = 5;

    private final Archive archive;
    private final Path folder;
    private final Download.Progress progress;
    private final long pauseMillis;

    /**
     * @param folder that will hold the unpacked data set
     * @param pauseMillis between two attempts, at first; it doubles each time
     */
    Fetch(Archive archive, Path folder, Download.Progress progress, long pauseMillis) {
        this.archive = archive;
        this.folder = folder;
        this.progress = progress;
        this.pauseMillis = pauseMillis;
    }

    /** Where the data set will be. */
    Path target() {
        return folder.resolve(archive.folder());
    }

    /**
     * Brings it.
     *
     * @throws IOException if it cannot be downloaded, is not what its authors published, or cannot be unpacked
     */
    void run() throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path part = folder.resolve(archive.file() + ".part");
        download(part);
        verify(part);
        unpack(part);
        Files.delete(part);
    }

    private void download(Path part) throws IOException, InterruptedException {
        Download download = new Download(archive.source(), archive.largest(), progress);
        for (int attempt = 1; ; attempt++) {
            try {
                download.complete(part);
                return;
            } catch (RefusedDownload useless) {
                throw useless;
            } catch (IOException broken) {
                if (attempt == ATTEMPTS) {
                    throw new IOException(
                            "the download from " + archive.source() + " broke " + ATTEMPTS + " times, at last with: "
                                    + Errors.trouble(broken) + "; calling again goes on where it ended",
                            broken);
                }
                Pause.ofMillis(pauseMillis << (attempt - 1));
            }
        }
    }

    private void verify(Path part) throws IOException {
        String md5 = md5(part);
        if (!md5.equals(archive.md5())) {
            Files.delete(part); // going on from wrong bytes never ends well
            throw new IOException("what " + archive.source() + " sent is not " + archive.file() + ": its MD5 is " + md5
                    + ", not " + archive.md5() + "; it was deleted");
        }
    }

    private void unpack(Path part) throws IOException {
        Path fresh = Files.createTempDirectory(folder, "unpack-");
        try (InputStream content = Files.newInputStream(part)) {
            TarGz.unpack(content, fresh);
            Path unpacked = fresh.resolve(archive.folder());
            if (!Files.isDirectory(unpacked)) {
                throw new IOException(archive.file() + " does not hold the folder " + archive.folder());
            }
            Trees.delete(target());
            Files.move(unpacked, target(), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Trees.delete(fresh);
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
}
