package io.resforge.support.transport;

import io.grpc.util.AdvancedTlsX509TrustManager;
import io.quarkus.arc.Unremovable;
import io.quarkus.tls.runtime.KeyStoreAndKeyCertOptions;
import io.quarkus.tls.runtime.KeyStoreProvider;
import io.quarkus.tls.runtime.TrustStoreAndTrustOptions;
import io.quarkus.tls.runtime.TrustStoreProvider;
import io.resforge.support.StartRefusal;
import io.resforge.support.access.Access;
import io.resforge.support.transport.PemFiles.Authorities;
import io.resforge.support.transport.PemFiles.Identity;
import io.resforge.support.transport.PemFiles.Unusable;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;

/**
 * Gives Quarkus' TLS registry the server's certificate and the CAs of its clients, at the start and then once a
 * {@code quarkus.tls.reload-period}. New files are looked at before they take over: what cannot be read, does not fit together or is not
 * valid now stops a start; later it leaves in force what was, and the log says so.
 */
@Singleton
@Unremovable
public final class ServerCertificates implements KeyStoreProvider, TrustStoreProvider {

    static {
        // Read once, before the first handshake. Renegotiation lets a client have the server compute as often as it
        // likes.
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    }

    private static final System.Logger LOG = System.getLogger("resforge");

    private final TransportConfig config;
    private final ListenAddresses addresses;
    private final ServerKeys identity = new ServerKeys();
    private final AdvancedTlsX509TrustManager clients = noneYet();
    private final InForce<Identity> certificate = new InForce<>("the server's certificate");
    private final InForce<Authorities> clientCas = new InForce<>("the CA of client certificates");
    private final ReentrantLock looking = new ReentrantLock();
    private volatile int renewals;

    ServerCertificates(TransportConfig config, ListenAddresses addresses) {
        this.config = config;
        this.addresses = addresses;
    }

    /** Has what is wrong with who may call said as what is wrong here: before a server begins to start, in a sentence. */
    @Inject
    void after(Access identities) {
        LOG.log(Level.DEBUG, "callers need an identity: " + identities.isOn());
    }

    /** What the server names itself by; it follows a renewal by itself. */
    X509KeyManager identity() {
        return identity;
    }

    /** What client certificates are checked by; it follows a renewal by itself. */
    X509TrustManager clients() {
        return clients;
    }

    /** How often something was renewed. */
    int renewals() {
        return renewals;
    }

    /**
     * The first time the options of a server; then nothing, since the key manager in them follows a renewal. Told of one, Vert.x would refuse
     * connections for the moment in which it makes a context.
     */
    @Override
    public KeyStoreAndKeyCertOptions getKeyStore(Vertx vertx) {
        return lookedAt(certificate.isThere(), () -> keyStore(vertx));
    }

    private KeyStoreAndKeyCertOptions keyStore(Vertx vertx) {
        if (config.certificate().isEmpty()) {
            refuse(
                    config.key().or(config::clientCa).isPresent(),
                    "resforge.tls.certificate is missing beside the others of resforge.tls");
            addresses.firstThatNeedsTls().ifPresent(address -> refuse(true, address));
            return null;
        }
        refuse(config.key().isEmpty(), "resforge.tls.key is missing beside resforge.tls.certificate");
        boolean first = !certificate.isThere();
        Optional<Identity> fresh = certificate.renew(
                () -> Identity.read(config.certificate().get(), config.key().get(), vertx));
        fresh.ifPresent(it -> {
            identity.renew(it.chain(), it.key());
            renewals++;
        });
        return first ? new KeyStoreAndKeyCertOptions(fresh.orElseThrow().store(), KeyCertOptions.wrap(identity)) : null;
    }

    /** As {@link #getKeyStore}. */
    @Override
    public TrustStoreAndTrustOptions getTrustStore(Vertx vertx) {
        return lookedAt(clientCas.isThere(), () -> trustStore(vertx));
    }

    private TrustStoreAndTrustOptions trustStore(Vertx vertx) {
        if (config.clientCa().isEmpty()) {
            return null;
        }
        boolean first = !clientCas.isThere();
        Optional<Authorities> fresh =
                clientCas.renew(() -> Authorities.read(config.clientCa().get(), vertx));
        fresh.ifPresent(it -> {
            try {
                clients.updateTrustCredentials(it.certificates());
                renewals++;
            } catch (IOException | GeneralSecurityException e) {
                throw new IllegalStateException("every Java can keep certificates", e);
            }
        });
        return first ? new TrustStoreAndTrustOptions(fresh.orElseThrow().store(), TrustOptions.wrap(clients)) : null;
    }

    /**
     * Looks at files, one look at a time. While another is under way a later one is left out: where looks take longer than the period, those
     * that wait would take all threads of the server.
     */
    private <T> T lookedAt(boolean later, Supplier<T> look) {
        if (!later) {
            looking.lock();
        } else if (!looking.tryLock()) {
            return null;
        }
        try {
            return look.get();
        } finally {
            looking.unlock();
        }
    }

    private static AdvancedTlsX509TrustManager noneYet() {
        try {
            return AdvancedTlsX509TrustManager.newBuilder().build();
        } catch (CertificateException e) {
            throw new IllegalStateException("without certificates none can be wrong", e);
        }
    }

    private static void refuse(boolean wrong, String sentence) {
        if (wrong) {
            throw StartRefusal.of(sentence);
        }
    }

    private interface Reading<T> {
        T read() throws Unusable;
    }

    /** The last that was good. */
    private static final class InForce<T> {

        private final String name;
        private volatile Optional<T> last = Optional.empty();
        private String complaint = "";

        InForce(String name) {
            this.name = name;
        }

        boolean isThere() {
            return last.isPresent();
        }

        /** What is new and can be used; the first that is read must be. */
        Optional<T> renew(Reading<T> reading) {
            try {
                Optional<T> read = Optional.of(reading.read());
                if (!complaint.isEmpty()) {
                    LOG.log(Level.INFO, name + " can be read again, and is used");
                }
                complaint = "";
                if (read.equals(last)) {
                    return Optional.empty();
                }
                if (isThere()) {
                    LOG.log(Level.INFO, name + " is renewed: new connections get it");
                }
                last = read;
                return read;
            } catch (Unusable reason) {
                refuse(last.isEmpty(), reason.getMessage());
                // Once for each reason, not once a period.
                if (!complaint.equals(reason.getMessage())) {
                    LOG.log(
                            Level.WARNING,
                            name + " is not renewed, the one before stays in force: " + reason.getMessage());
                }
                complaint = reason.getMessage();
                return Optional.empty();
            }
        }
    }
}
