package io.resforge.registry.store.http;

import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.registry.store.StoreLocation;
import io.resforge.registry.store.StoreProvider;
import io.resforge.registry.store.transfer.ProxySettings;
import io.resforge.registry.store.transfer.StoreTimeouts;
import io.resforge.registry.store.transfer.TrustedCertificates;
import java.nio.file.Path;
import java.util.Optional;

/** Opens stores that can be read over plain HTTP. */
public final class HttpProvider implements StoreProvider {

    /** For {@link java.util.ServiceLoader}. */
    public HttpProvider() {}

    @Override
    public Optional<ObjectStore> open(StoreLocation location) {
        return location instanceof StoreLocation.Site site ? Optional.of(store(site)) : Optional.empty();
    }

    @Override
    public Optional<ObjectStore> openForWriting(StoreLocation location) {
        if (location instanceof StoreLocation.Site) {
            throw new StoreFailure("could not open the store at " + location + " for writing: " + HttpStore.READ_ONLY);
        }
        return Optional.empty();
    }

    private static HttpStore store(StoreLocation.Site site) {
        Optional<Path> certificates = Optional.ofNullable(System.getenv(TrustedCertificates.VARIABLE))
                .filter(file -> !file.isBlank())
                .map(Path::of);
        ProxySettings.install();
        return new HttpStore(site, certificates, StoreTimeouts.USUAL);
    }
}
