package io.resforge.registry.store.http;

import io.resforge.registry.store.ObjectKeys;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.registry.store.StoreLocation;
import io.resforge.registry.store.transfer.NetworkReasons;
import io.resforge.registry.store.transfer.ObjectDownload;
import io.resforge.registry.store.transfer.ProxySettings;
import io.resforge.registry.store.transfer.StoreTimeouts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A store that is read over plain HTTP, such as a public bucket or a web server with a copy of one: for serving replicas
 * without credentials. It has no lists, and nothing can be written. Threads may share it.
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
        ObjectKeys.requireKey(key);
        try {
            return new ObjectDownload((offset, tag) -> objects.open(key, offset, tag), timeout).read();
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
}
