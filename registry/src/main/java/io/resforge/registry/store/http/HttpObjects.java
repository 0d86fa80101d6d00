package io.resforge.registry.store.http;

import io.resforge.registry.store.StoreLocation;
import io.resforge.registry.store.transfer.ObjectSource.AbortedBody;
import io.resforge.registry.store.transfer.ObjectSource.ContentRange;
import io.resforge.registry.store.transfer.ObjectSource.ObjectPart;
import io.resforge.registry.store.transfer.ObjectSource.ObjectReplaced;
import io.resforge.registry.store.transfer.StoreTimeouts;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Optional;

/** Asks a server for objects. */
final class HttpObjects {

    private static final int LARGEST_ERROR = 1 << 16;

    private final StoreLocation.Site location;
    private final TlsSockets sockets;
    private final StoreTimeouts timeout;
    /** Whether this server has given an object out. */
    private volatile boolean hasGiven;

    HttpObjects(StoreLocation.Site location, TlsSockets sockets, StoreTimeouts timeout) {
        this.location = location;
        this.sockets = sockets;
        this.timeout = timeout;
    }

    /**
     * Asks for an object, or the rest of it; empty if there is none.
     *
     * @throws Denied if it is no use to ask again
     */
    Optional<ObjectPart> open(String key, long offset, String tag) throws IOException {
        HttpURLConnection connection = connect(key);
        if (offset > 0 && !tag.isEmpty()) {
            connection.setRequestProperty("Range", "bytes=" + offset + "-");
            connection.setRequestProperty("If-Match", tag);
        }
        int status = connection.getResponseCode();
        if (status == 200 || status == 206) {
            hasGiven = true;
            return Optional.of(piece(connection));
        }
        drain(connection);
        return switch (status) {
            case 404 -> Optional.empty();
            case 403 -> missingOrDenied();
            case 412, 416 -> throw new ObjectReplaced();
            default -> throw failure(status);
        };
    }

    private HttpURLConnection connect(String key) throws IOException {
        String query = location.query().isEmpty() ? "" : "?" + location.query();
        HttpURLConnection connection = (HttpURLConnection)
                URI.create(location.base() + "/" + key + query).toURL().openConnection();
        sockets.useIn(connection);
        connection.setConnectTimeout((int) timeout.connect().toMillis());
        connection.setReadTimeout((int) timeout.read().toMillis());
        // The next promotion is asked for until it is there: no cache on the way may remember that it is not.
        connection.setUseCaches(false);
        connection.setRequestProperty("Accept-Encoding", "identity");
        return connection;
    }

    /** A public bucket without public listing answers for a missing object that access is denied. */
    private Optional<ObjectPart> missingOrDenied() throws Denied {
        if (hasGiven) {
            return Optional.empty();
        }
        throw new Denied("access is denied (403); a bucket says so too while nothing is published in it,"
                + " unless its listing is public");
    }

    private static IOException failure(int status) throws Denied {
        if (status >= 500 || status == 408 || status == 429) {
            return new IOException("the server failed (" + status + ")");
        }
        throw new Denied("the server refused (" + status + ")");
    }

    private static ObjectPart piece(HttpURLConnection connection) throws IOException {
        String tag = connection.getHeaderField("ETag");
        // A weak tag does not say that all bytes are the same.
        String strong = tag == null || tag.startsWith("W/") ? "" : tag;
        InputStream content = connection.getInputStream();
        InputStream body = new AbortedBody(content, () -> {
            connection.disconnect();
            content.close();
        });
        String range = connection.getHeaderField("Content-Range");
        if (connection.getResponseCode() == 206 && range != null) {
            ContentRange part = ContentRange.parse(range);
            return new ObjectPart(body, part.offset(), part.total(), strong);
        }
        return new ObjectPart(body, 0, connection.getContentLengthLong(), strong);
    }

    /** Reads what was said, so that the connection can be used again. */
    private static void drain(HttpURLConnection connection) throws IOException {
        try (InputStream error = connection.getErrorStream()) {
            if (error != null) {
                error.readNBytes(LARGEST_ERROR);
            }
        }
    }

    /** Asking again is of no use. */
    static final class Denied extends RuntimeException {

        Denied(String message) {
            super(message);
        }
    }
}
