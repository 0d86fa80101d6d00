package io.resforge.support.transport;

import io.resforge.support.transport.TransportConfig.Plaintext;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/** Where the service listens, by its settings. */
@Singleton
final class ListenAddresses {

    private final TransportConfig transport;
    private final Config config;

    ListenAddresses(TransportConfig transport, Config config) {
        this.transport = transport;
        this.config = config;
    }

    /** What to say of the first that others than this machine can reach, though bytes would go there as they are; empty if there is none. */
    Optional<String> firstThatNeedsTls() {
        return Stream.of("quarkus.grpc.server.host", "quarkus.http.host")
                .filter(setting -> transport.plaintext() == Plaintext.LOOPBACK)
                .filter(setting -> !isLoopback(config.getValue(setting, String.class)))
                .map(setting -> setting + "=" + config.getValue(setting, String.class)
                        + " is reachable from elsewhere without TLS; give resforge.tls.certificate and resforge.tls.key, or allow it"
                        + " by resforge.tls.plaintext=anywhere")
                .findFirst();
    }

    private static boolean isLoopback(String host) {
        try {
            return Stream.of(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            return false; // the server says what is wrong with it, if it is allowed at all
        }
    }
}
