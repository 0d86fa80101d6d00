package io.resforge.registry.store.http;

import io.resforge.registry.store.ObjectKeys;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.registry.store.StoreLocation;
import io.resforge.registry.store.transfer.NetworkReasons;
import io.resforge.registry.store.transfer.ObjectDownload;
import io.resforge.registry.store.transfer.ObjectSource.AbortedBody;
import io.resforge.registry.store.transfer.ObjectSource.ContentRange;
import io.resforge.registry.store.transfer.ObjectSource.ObjectPart;
import io.resforge.registry.store.transfer.ObjectSource.ObjectReplaced;
import io.resforge.registry.store.transfer.ProxySettings;
import io.resforge.registry.store.transfer.StoreTimeouts;
import io.resforge.registry.store.transfer.TrustedCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/**
 * A store that is read over plain HTTP, such as a public bucket or a web server with a copy of one, without
 * credentials. It has no lists, and nothing can be written. Threads may share it.
 */
public final class HttpStore implements ObjectStore {

    static final String READ_ONLY =
            "what is reached by an http: or https: address can only be read; to write, give a directory or s3://bucket/prefix";

    private final StoreLocation.Site location;
    private final HttpObjects objects;
    private final StoreTimeouts timeout;

    /** @param certificates file of private authorities that are trusted too, PEM */
    HttpStore(StoreLocation.Site location, Optional<Path> certificates, StoreTimeouts timeout) {
        this.location = location;
        this.objects = new HttpObjects(location, new TlsSockets(certificates), timeout);
        this.timeout = timeout;
    }

    @Override
    public Optional<byte[]> get(String key) {
        return read(key, ObjectDownload::read);
    }

    @Override
    public Optional<byte[]> get(String key, int most) {
        return read(key, download -> download.read(most));
    }

    private interface Reading {
        Optional<byte[]> content(ObjectDownload download) throws IOException;
    }

    private Optional<byte[]> read(String key, Reading reading) {
        ObjectKeys.requireKey(key);
        try {
            return reading.content(new ObjectDownload((offset, tag) -> objects.open(key, offset, tag), timeout));
        } catch (IOException | HttpObjects.Denied e) {
            throw new StoreFailure(
                    attempt("read " + key)
                            + NetworkReasons.of(e)
                            + ProxySettings.note(URI.create(location.base() + "/")),
                    e);
        }
    }

    @Override
    public boolean hasLists() {
        return false;
    }

    /** @throws StoreFailure always */
    @Override
    public List<String> list(String prefix) {
        ObjectKeys.requirePrefix(prefix);
        throw new StoreFailure(attempt("list the keys " + prefix + "*")
                + "plain HTTP has no lists; give the bucket as s3://bucket/prefix instead");
    }

    /** @throws StoreFailure always */
    @Override
    public boolean create(String key, byte[] content) {
        throw readOnly("create " + ObjectKeys.requireKey(key));
    }

    /** @throws StoreFailure always */
    @Override
    public void put(String key, byte[] content) {
        throw readOnly("write " + ObjectKeys.requireKey(key));
    }

    /** @throws StoreFailure always */
    @Override
    public void delete(String key) {
        throw readOnly("delete " + ObjectKeys.requireKey(key));
    }

    @Override
    public String toString() {
        return location.toString();
    }

    private StoreFailure readOnly(String action) {
        return new StoreFailure(attempt(action) + READ_ONLY);
    }

    private String attempt(String action) {
        return "could not " + action + " in the store at " + location + ": ";
    }

    /** Asks a server for objects. */
    private static final class HttpObjects {

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
         * Asks for an object, or the rest of it; empty if there is none. Throws {@link Denied} if asking again is of no
         * use.
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

    /** Lets connections trust a private authority, if there is one. Its file is read when it is first needed. */
    private static final class TlsSockets {

        private final Optional<Path> certificates;
        private SSLSocketFactory factory;

        /** @param certificates file of private authorities that are trusted too, PEM */
        TlsSockets(Optional<Path> certificates) {
            this.certificates = certificates;
        }

        /** Has a connection use them; after an IOException the next call reads the certificates anew. */
        synchronized void useIn(HttpURLConnection connection) throws IOException {
            if (certificates.isEmpty() || !(connection instanceof HttpsURLConnection secure)) {
                return;
            }
            if (factory == null) {
                factory = TrustedCertificates.with(certificates.get()).context().getSocketFactory();
            }
            // The same factory each time: connections are kept for reuse by it.
            secure.setSSLSocketFactory(factory);
        }
    }
}
