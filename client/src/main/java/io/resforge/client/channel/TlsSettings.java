package io.resforge.client.channel;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.TlsChannelCredentials;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.resforge.client.channel.Address.Security;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What a client does TLS with. Files are PEM; they are looked at again once a minute, so that a renewed one holds from the next connection on.
 *
 * @param wanted whether to speak TLS where an address does not say
 * @param ca of the servers; without it what the platform trusts
 * @param certificate of the client, where servers ask for one
 * @param key of the certificate
 */
public record TlsSettings(boolean wanted, Optional<Path> ca, Optional<Path> certificate, Optional<Path> key) {

    /** No TLS but where an address says so; then with what the platform trusts. */
    public static final TlsSettings NONE = new TlsSettings(false, Optional.empty(), Optional.empty(), Optional.empty());

    private static final long MINUTE = 60;

    public TlsSettings {
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException("a client certificate needs its key, and a key its certificate");
        }
    }

    /** The same, with TLS where an address does not say. */
    public TlsSettings asWanted() {
        return new TlsSettings(true, ca, certificate, key);
    }

    /** The same with this CA, and with TLS. */
    public TlsSettings withCa(Path file) {
        return new TlsSettings(true, Optional.of(file), certificate, key);
    }

    /** The same with this certificate and key, and with TLS. */
    public TlsSettings withCertificate(Path certificateFile, Path keyFile) {
        return new TlsSettings(true, ca, Optional.of(certificateFile), Optional.of(keyFile));
    }

    /**
     * What a channel to these servers is opened with.
     *
     * @param renewals looks at the files now and then
     * @throws IllegalArgumentException if some addresses want TLS and others do not, or a file cannot be used
     */
    public ChannelCredentials to(List<Address> addresses, ScheduledExecutorService renewals) {
        List<Boolean> each = addresses.stream()
                .map(it -> it.security() == Security.UNSAID ? wanted : it.security() == Security.TLS)
                .distinct()
                .toList();
        if (each.size() > 1) {
            throw new IllegalArgumentException("the addresses of one service are either all with TLS or all without");
        }
        if (!each.get(0)) {
            return InsecureChannelCredentials.create();
        }
        TlsChannelCredentials.Builder credentials = TlsChannelCredentials.newBuilder();
        ca.ifPresent(file -> credentials.trustManager(trust(file, renewals)));
        certificate.ifPresent(file -> credentials.keyManager(identity(file, key.orElseThrow(), renewals)));
        return credentials.build();
    }

    private static AdvancedTlsX509TrustManager trust(Path file, ScheduledExecutorService renewals) {
        try {
            AdvancedTlsX509TrustManager trust =
                    AdvancedTlsX509TrustManager.newBuilder().build();
            trust.updateTrustCredentials(file.toFile(), MINUTE, TimeUnit.SECONDS, renewals);
            return trust;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException unusable) {
            throw new IllegalArgumentException(
                    "no CA can be read from " + file + ": " + unusable.getMessage(), unusable);
        }
    }

    private static AdvancedTlsX509KeyManager identity(Path certificate, Path key, ScheduledExecutorService renewals) {
        try {
            AdvancedTlsX509KeyManager identity = new AdvancedTlsX509KeyManager();
            identity.updateIdentityCredentials(certificate.toFile(), key.toFile(), MINUTE, TimeUnit.SECONDS, renewals);
            return identity;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException unusable) {
            throw new IllegalArgumentException(
                    "no client certificate can be read from " + certificate + " and " + key + ": "
                            + unusable.getMessage(),
                    unusable);
        }
    }
}
