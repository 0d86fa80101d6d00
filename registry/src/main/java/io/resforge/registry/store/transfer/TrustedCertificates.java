package io.resforge.registry.store.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Whose TLS certificates are trusted: those that Java trusts anyway, and those of a private authority. */
public final class TrustedCertificates {

    /** The environment variable that names a file of private authorities. */
    public static final String VARIABLE = "RESFORGE_S3_CA_FILE";

    private final TrustManager[] managers;

    private TrustedCertificates(TrustManager[] managers) {
        this.managers = managers;
    }

    /** Reads a private authority's certificates, PEM; throws IOException if the file holds none. */
    public static TrustedCertificates with(Path file) throws IOException {
        Collection<? extends Certificate> added = certificates(file);
        try {
            List<Certificate> all = new ArrayList<>(usual());
            all.addAll(added);
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < all.size(); i++) {
                store.setCertificateEntry("certificate-" + i, all.get(i));
            }
            return new TrustedCertificates(managers(store));
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates in " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** For a client of TLS. */
    public TrustManager[] managers() {
        return managers.clone();
    }

    /** The same, for clients that want a context. */
    public SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }

    private static Collection<? extends Certificate> certificates(Path file) throws IOException {
        try (InputStream content = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(content);
            if (certificates.isEmpty()) {
                throw new IOException(file + " holds no certificate, it must be a PEM file of one or more");
            }
            return certificates;
        } catch (CertificateException e) {
            throw new IOException(file + " holds no certificate that can be read, it must be a PEM file", e);
        }
    }

    private static List<X509Certificate> usual() throws GeneralSecurityException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (TrustManager manager : managers(null)) {
            if (manager instanceof X509TrustManager trusting) {
                certificates.addAll(List.of(trusting.getAcceptedIssuers()));
            }
        }
        return certificates;
    }

    private static TrustManager[] managers(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }
}
