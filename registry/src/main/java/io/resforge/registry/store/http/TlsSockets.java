package io.resforge.registry.store.http;

import io.resforge.registry.store.transfer.TrustedCertificates;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/** Lets connections trust a private authority, if there is one. Its file is read when it is first needed. */
final class TlsSockets {

    private final Optional<Path> certificates;
    private SSLSocketFactory factory;

    /** @param certificates file of private authorities that are trusted too, PEM */
    TlsSockets(Optional<Path> certificates) {
        this.certificates = certificates;
    }

    /**
     * Has a connection use them.
     *
     * @throws IOException if the certificates cannot be read; the next call then tries anew
     */
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
