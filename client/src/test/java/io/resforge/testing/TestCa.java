package io.resforge.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of a test, with keys on the curve P-256. */
public final class TestCa {

    private static final Duration BEFORE = Duration.ofHours(1);
    private static final Duration LIFE = Duration.ofDays(1);

    private final X500Principal name;
    private final KeyPair keys;
    private final String certificate;

    /**
     * A certificate and its key, as PEM.
     *
     * @param serial of the certificate, by which one is told from its renewal
     */
    public record Issued(String certificate, String key, BigInteger serial) {

        /** Writes both to a folder, each at once, as {@code NAME.crt} and {@code NAME.key}. */
        public Issued writeTo(Path folder, String name) {
            replace(folder.resolve(name + ".key"), key);
            replace(folder.resolve(name + ".crt"), certificate);
            return this;
        }
    }

    /** What a client does TLS with that trusts these CAs and names itself by a certificate, or not at all. */
    public static SSLContext client(Optional<Issued> own, TestCa... trusted) {
        return client(own, Stream.of(trusted).map(TestCa::certificate).toArray(String[]::new));
    }

    /** The same, by the CAs' certificates as PEM. */
    public static SSLContext client(Optional<Issued> own, String... trusted) {
        try {
            KeyStore cas = emptyStore();
            for (String ca : trusted) {
                cas.setCertificateEntry("ca-" + cas.size(), read(ca));
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(cas);
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager[] identity =
                    own.map(it -> new KeyManager[] {showing(it)}).orElse(new KeyManager[0]);
            context.init(identity, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Shows a certificate whatever CAs a server asks for; Java itself shows none that is of another. */
    public static KeyManager showing(Issued own) {
        try {
            return new OneKey(readKey(own.key()), new X509Certificate[] {read(own.certificate())});
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static final class OneKey extends X509ExtendedKeyManager {

        private static final String ALIAS = "own";

        private final PrivateKey key;
        private final X509Certificate[] chain;

        OneKey(PrivateKey key, X509Certificate[] chain) {
            this.key = key;
            this.chain = chain;
        }

        @Override
        public String chooseClientAlias(String[] kinds, Principal[] issuers, Socket socket) {
            return ALIAS;
        }

        @Override
        public String chooseEngineClientAlias(String[] kinds, Principal[] issuers, SSLEngine engine) {
            return ALIAS;
        }

        @Override
        public String[] getClientAliases(String kind, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseServerAlias(String kind, Principal[] issuers, Socket socket) {
            return ALIAS;
        }

        @Override
        public String[] getServerAliases(String kind, Principal[] issuers) {
            return getClientAliases(kind, issuers);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return chain.clone();
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }
    }

    /** What {@link Issued#writeTo} wrote. */
    public static Issued read(Path folder, String name) {
        try {
            String certificate = Files.readString(folder.resolve(name + ".crt"));
            return new Issued(
                    certificate,
                    Files.readString(folder.resolve(name + ".key")),
                    read(certificate).getSerialNumber());
        } catch (IOException | GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static X509Certificate read(String pem) throws GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }

    private static PrivateKey readKey(String pem) throws GeneralSecurityException {
        byte[] bytes = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(bytes));
    }

    /** A CA of this name that vouches for itself. */
    public TestCa(String name) {
        this.name = new X500Principal("CN=" + name);
        this.keys = newKeys();
        this.certificate = pem(sign(this.name, keys, Instant.now().plus(LIFE), true, List.of()));
    }

    /** Its certificate, as PEM. */
    public String certificate() {
        return certificate;
    }

    /** Writes its certificate to a file, at once. */
    public Path writeTo(Path file) {
        replace(file, certificate);
        return file;
    }

    /** A certificate that is valid now, for these hosts, addresses and URIs. */
    public Issued issue(String commonName, String... names) {
        return issue(commonName, Instant.now().plus(LIFE), names);
    }

    /** A certificate whose time is over. */
    public Issued issueExpired(String commonName, String... names) {
        return issue(commonName, Instant.now().minus(BEFORE.dividedBy(2)), names);
    }

    private Issued issue(String commonName, Instant end, String... names) {
        KeyPair own = newKeys();
        List<GeneralName> alternatives = Stream.of(names)
                .map(it -> new GeneralName(
                        it.contains(":")
                                ? GeneralName.uniformResourceIdentifier
                                : it.matches("[0-9.]+") ? GeneralName.iPAddress : GeneralName.dNSName,
                        it))
                .toList();
        X509CertificateHolder signed = sign(new X500Principal("CN=" + commonName), own, end, false, alternatives);
        return new Issued(pem(signed), privateKey(own), signed.getSerialNumber());
    }

    private X509CertificateHolder sign(
            X500Principal subject, KeyPair own, Instant end, boolean ca, List<GeneralName> names) {
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    name,
                    new BigInteger(64, new SecureRandom()),
                    Date.from(Instant.now().minus(BEFORE)),
                    Date.from(end),
                    subject,
                    own.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
            if (!names.isEmpty()) {
                builder.addExtension(
                        Extension.subjectAlternativeName, false, new GeneralNames(names.toArray(GeneralName[]::new)));
            }
            return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
        } catch (IOException | OperatorCreationException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static String privateKey(KeyPair keys) {
        try {
            return pem(new JcaPKCS8Generator(keys.getPrivate(), null).generate());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String pem(Object thing) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(thing);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return text.toString();
    }

    private static void replace(Path file, String text) {
        try {
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(fresh, text);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
