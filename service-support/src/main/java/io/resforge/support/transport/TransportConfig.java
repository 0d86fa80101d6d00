package io.resforge.support.transport;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** TLS on both ports of a service. Versions, suites and periods are Quarkus' own settings, {@code quarkus.tls.*}. */
@ConfigMapping(prefix = "resforge.tls")
public interface TransportConfig {

    /** PEM file of the server's certificate, with those that lead to its CA behind it. With it both ports speak TLS. */
    Optional<Path> certificate();

    /** PEM file of the certificate's private key. */
    Optional<Path> key();

    /** PEM file of the CAs whose client certificates are accepted; without it clients are not asked for one. */
    Optional<Path> clientCa();

    /** Whether a client must have a certificate, where {@link #clientCa} is given. */
    @WithDefault("required")
    ClientCertificates clientCertificates();

    /** Where a service without a certificate may listen. */
    @WithDefault("loopback")
    Plaintext plaintext();

    /** What is asked of clients. */
    enum ClientCertificates {
        /** A client without one is refused, but for health over HTTP. */
        REQUIRED,
        /** A client may have none; one that is not of the CAs is refused. */
        OPTIONAL
    }

    /** Where bytes may go as they are. */
    enum Plaintext {
        /** To this machine only. */
        LOOPBACK,
        /** Everywhere: for networks that are trusted, or that encrypt by themselves. */
        ANYWHERE
    }
}
