package io.resforge.cli.data;

import io.resforge.cli.common.OutputFile;
import io.resforge.registry.store.transfer.ProxySettings;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * One attempt to complete a partial file over HTTP. It asks only for what is missing; a server that sends everything anyway is
 * taken at its word, and the file begins anew. {@link HttpURLConnection} takes proxies of all kinds, also SOCKS, and gives up on a
 * server that is silent in the middle of an answer; Java's newer client does neither.
 */
final class FileDownload {

    private static final int CONNECT_MILLIS = 15_000;
    private static final int SILENCE_MILLIS = 30_000;
    private static final int HTTP_RANGE_NOT_SATISFIABLE = 416;
    private static final int BUFFER_BYTES = 64 << 10;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int MOST_REDIRECTS = 5;

    private final URI source;
    private final long largest;
    private final Progress progress;

    /** Told of the bytes that are there and of those in all; −1 where the server does not say. */
    interface Progress {
        void at(long bytes, long total);
    }

    FileDownload(URI source, long largest, Progress progress) {
        ProxySettings.install();
        this.source = source;
        this.largest = largest;
        this.progress = progress;
    }

    /**
     * Appends what is missing.
     *
     * @throws RefusedDownload if the server says no, so that trying again is of no use
     * @throws FileSystemException if the file cannot be written, such as on a full disk
     * @throws IOException if the connection breaks; what has arrived stays in the file, and no file stays if nothing has
     */
    void complete(Path part) throws IOException {
        boolean useless = false;
        try (FileChannel file = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (!isLocked(file)) {
                throw new RefusedDownload("another download to " + part + " is under way");
            }
            try {
                complete(part, file);
            } finally {
                useless = file.size() == 0;
            }
        } finally {
            if (useless) {
                Files.delete(part);
            }
        }
    }

    private static boolean isLocked(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException byThisProcess) {
            return false;
        }
    }

    private void complete(Path part, FileChannel file) throws IOException {
        long present = file.size();
        HttpURLConnection connection = arrive(present);
        try {
            int answer = connection.getResponseCode();
            if (answer == HttpURLConnection.HTTP_PARTIAL && startsAt(connection, present)) {
                file.position(present);
            } else if (answer == HttpURLConnection.HTTP_OK) {
                file.truncate(0);
            } else if (answer == HTTP_RANGE_NOT_SATISFIABLE && present > 0) {
                return; // nothing is missing, or the file is another one: the checksum tells
            } else {
                throw refused(answer);
            }
            receive(connection, part, file);
        } finally {
            connection.disconnect();
        }
    }

    /** Connects to the source, or to where it sends. */
    private HttpURLConnection arrive(long present) throws IOException {
        URI place = source;
        for (int i = 0; i < MOST_REDIRECTS; i++) {
            HttpURLConnection connection = connect(place, present);
            if (!REDIRECTS.contains(connection.getResponseCode())) {
                return connection;
            }
            String location = connection.getHeaderField("Location");
            connection.disconnect();
            place = redirected(place, location);
        }
        throw new RefusedDownload(source + " sends from place to place more than " + MOST_REDIRECTS
                + " times; another place can be named with --url");
    }

    /**
     * Where a server sends to. Java itself follows no redirect from http to https.
     *
     * @throws RefusedDownload if it is not on the web, or leads from https to http
     */
    static URI redirected(URI from, String location) throws RefusedDownload {
        try {
            URI to = from.resolve(location == null ? "" : location);
            boolean web = ("http".equals(to.getScheme()) || "https".equals(to.getScheme())) && to.getHost() != null;
            if (web && !("https".equals(from.getScheme()) && "http".equals(to.getScheme()))) {
                return to;
            }
        } catch (IllegalArgumentException malformed) {
            // Refused below, like any other location that is no address on the web.
        }
        throw new RefusedDownload(
                from + " sends to " + location + ", which is not followed; another place can be named with --url");
    }

    private static HttpURLConnection connect(URI place, long present) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) place.toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(SILENCE_MILLIS);
        connection.setRequestProperty("Accept-Encoding", "identity");
        if (present > 0) {
            connection.setRequestProperty("Range", "bytes=" + present + "-");
        }
        return connection;
    }

    private static boolean startsAt(HttpURLConnection connection, long position) {
        String range = connection.getHeaderField("Content-Range");
        return range != null && range.startsWith("bytes " + position + "-");
    }

    private void receive(HttpURLConnection connection, Path part, FileChannel file) throws IOException {
        long start = file.position();
        long length = connection.getContentLengthLong();
        long total = length < 0 ? -1 : start + length;
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream body = connection.getInputStream()) {
            for (int read; (read = body.read(buffer)) > 0; ) {
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
                // The connection and the disk fail by the same exception, but only a connection is tried again.
                OutputFile.writing(part, () -> file.write(bytes));
                if (file.position() > largest) {
                    file.truncate(0); // or the next call would go on from here
                    throw new RefusedDownload(source + " sends more than the " + largest + " bytes it can have");
                }
                progress.at(file.position(), total);
            }
        }
        if (total >= 0 && file.position() < total) {
            throw new EOFException("the connection ended after " + file.position() + " of " + total + " bytes");
        }
    }

    private RefusedDownload refused(int answer) {
        return new RefusedDownload(
                source + " answers " + answer + ProxySettings.note(source) + "; another place can be named with --url");
    }

    /** A download that trying again will not help. */
    static final class RefusedDownload extends IOException {

        private static final long serialVersionUID = 1;

        RefusedDownload(String message) {
            super(message);
        }
    }
}
