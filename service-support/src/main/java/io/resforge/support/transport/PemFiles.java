package io.resforge.support.transport;

import io.resforge.support.SmallFile;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.X509KeyManager;

/** Certificates and keys in PEM files that can be used now. */
final class PemFiles {

    private static final int MOST_BYTES = 1 << 20;

    private PemFiles() {}

    /** A certificate with its key; the same as another if its files are. */
    record Identity(PemKeyCertOptions files, KeyStore store, X509Certificate[] chain, PrivateKey key) {

        /** Reads one, valid now, whose key fits. */
        static Identity read(Path chain, Path key, Vertx vertx) throws Unusable {
            PemKeyCertOptions options =
                    new PemKeyCertOptions().setCertValue(content(chain)).setKeyValue(content(key));
            try {
                KeyStore store = options.loadKeyStore(vertx);
                String entry = store.aliases().nextElement();
                // By the key manager: only Vert.x knows the password of the store.
                X509KeyManager keys =
                        (X509KeyManager) options.getKeyManagerFactory(vertx).getKeyManagers()[0];
                X509Certificate[] certificates = keys.getCertificateChain(entry);
                requireValidNow(chain, certificates[0]);
                if (!isPair(keys.getPrivateKey(entry), certificates[0])) {
                    throw new Unusable("the key in " + key + " is not that of the certificate in " + chain);
                }
                return new Identity(options, store, certificates, keys.getPrivateKey(entry));
            } catch (Unusable reason) {
                throw reason;
            } catch (Exception e) { // what Vert.x' reader of PEM throws says no more than its message
                throw new Unusable(
                        "no certificate and key can be read from " + chain + " and " + key + ": " + e.getMessage());
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Identity that && files.equals(that.files);
        }

        @Override
        public int hashCode() {
            return files.hashCode();
        }
    }

    /** CAs; the same as others if their file is. */
    record Authorities(PemTrustOptions files, KeyStore store) {

        /** Reads them; the first is valid now. */
        static Authorities read(Path file, Vertx vertx) throws Unusable {
            PemTrustOptions options = new PemTrustOptions().addCertValue(content(file));
            try {
                KeyStore store = options.loadKeyStore(vertx);
                String entry = store.aliases().nextElement();
                requireValidNow(file, (X509Certificate) store.getCertificate(entry));
                return new Authorities(options, store);
            } catch (Unusable reason) {
                throw reason;
            } catch (Exception e) {
                throw new Unusable("no certificate can be read from " + file + ": " + e.getMessage());
            }
        }

        X509Certificate[] certificates() throws GeneralSecurityException {
            List<X509Certificate> all = new ArrayList<>();
            for (String entry : Collections.list(store.aliases())) {
                all.add((X509Certificate) store.getCertificate(entry));
            }
            return all.toArray(X509Certificate[]::new);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Authorities that && files.equals(that.files);
        }

        @Override
        public int hashCode() {
            return files.hashCode();
        }
    }

    private static void requireValidNow(Path file, X509Certificate certificate) throws Unusable {
        try {
            certificate.checkValidity();
        } catch (CertificateExpiredException e) {
            throw new Unusable("the certificate in " + file + " expired at "
                    + certificate.getNotAfter().toInstant());
        } catch (CertificateNotYetValidException e) {
            throw new Unusable("the certificate in " + file + " is valid from "
                    + certificate.getNotBefore().toInstant() + " on only");
        }
    }

    /** Whether what the key signs verifies by the certificate: while files are replaced one may be new and the other old. */
    private static boolean isPair(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        String kind = certificate.getPublicKey().getAlgorithm();
        Signature signature = Signature.getInstance(
                switch (kind) {
                    case "EC" -> "SHA256withECDSA";
                    case "RSA" -> "SHA256withRSA";
                    default -> kind; // Ed25519 and Ed448 are signatures by themselves
                });
        byte[] text = new byte[Long.BYTES];
        new SecureRandom().nextBytes(text);
        if (!key.getAlgorithm().equals(kind)) {
            return false;
        }
        signature.initSign(key);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(certificate);
        signature.update(text);
        return signature.verify(signed);
    }

    private static Buffer content(Path file) throws Unusable {
        try {
            return Buffer.buffer(SmallFile.read(file, MOST_BYTES));
        } catch (IOException e) {
            throw new Unusable("cannot read " + file + ": " + e.getMessage());
        }
    }

    /** Why a file is not used. */
    static final class Unusable extends Exception {

        private static final long serialVersionUID = 1L;

        Unusable(String reason) {
            super(reason, null, false, false);
        }
    }
}
