package io.resforge.support.transport;

import io.grpc.netty.GrpcSslContexts;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.quarkus.arc.Unremovable;
import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.resforge.support.StartRefusal;
import io.resforge.support.transport.TransportConfig.ClientCertificates;
import io.vertx.core.net.SSLOptions;
import io.vertx.grpc.VertxServerBuilder;
import jakarta.inject.Singleton;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSessionContext;

/**
 * TLS on the gRPC port by the certificates of Quarkus' TLS registry, which the separate gRPC server knows nothing of. A renewed
 * certificate counts from the next handshake on; connections that are open go on.
 */
@Singleton
@Unremovable
final class GrpcTransport implements ServerBuilderCustomizer<VertxServerBuilder> {

    private final TlsConfigurationRegistry registry;
    private final ServerCertificates certificates;
    private final TransportConfig config;
    private SslContext context;
    private int renewals;

    GrpcTransport(TlsConfigurationRegistry registry, ServerCertificates certificates, TransportConfig config) {
        this.registry = registry;
        this.certificates = certificates;
        this.config = config;
    }

    @Override
    public void customize(GrpcServerConfiguration server, VertxServerBuilder builder) {
        if (config.certificate().isPresent()) {
            SSLOptions options = registry.getDefault().orElseThrow().getSSLOptions();
            if (!options.getCrlValues().isEmpty()) {
                throw StartRefusal.of(
                        "quarkus.tls.certificate-revocation-list: revocation lists are not looked at; remove"
                                + " the certificate's line from the file of principals, or give clients another CA");
            }
            builder.nettyBuilder().sslContext(new CurrentContext(options));
        }
    }

    /** A new one has no sessions of the one before: a client cannot go on with a certificate that is no longer accepted. */
    private synchronized SslContext current(SSLOptions options) {
        if (context == null || renewals != certificates.renewals()) {
            renewals = certificates.renewals();
            context = context(options);
        }
        return context;
    }

    private SslContext context(SSLOptions options) {
        SslContextBuilder builder = SslContextBuilder.forServer(certificates.identity())
                .protocols(options.getEnabledSecureTransportProtocols())
                .ciphers(List.copyOf(options.getEnabledCipherSuites()));
        if (config.clientCa().isPresent()) {
            builder.trustManager(certificates.clients())
                    .clientAuth(
                            config.clientCertificates() == ClientCertificates.REQUIRED
                                    ? ClientAuth.REQUIRE
                                    : ClientAuth.OPTIONAL);
        }
        try {
            return GrpcSslContexts.configure(builder, SslProvider.JDK).build();
        } catch (SSLException e) {
            throw new IllegalStateException("the settings quarkus.tls.* cannot be used for gRPC", e);
        }
    }

    /** The context that is in force when a connection begins. */
    @SuppressWarnings("deprecation") // a type that SslContext itself still declares
    private final class CurrentContext extends SslContext {

        private final SSLOptions options;

        CurrentContext(SSLOptions options) {
            this.options = options;
            current(options); // what cannot be used is said at the start
        }

        @Override
        public boolean isClient() {
            return false;
        }

        @Override
        public List<String> cipherSuites() {
            return current(options).cipherSuites();
        }

        @Override
        public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
            return current(options).applicationProtocolNegotiator();
        }

        @Override
        public SSLEngine newEngine(ByteBufAllocator buffers) {
            return current(options).newEngine(buffers);
        }

        @Override
        public SSLEngine newEngine(ByteBufAllocator buffers, String peerHost, int peerPort) {
            return current(options).newEngine(buffers, peerHost, peerPort);
        }

        @Override
        public SSLSessionContext sessionContext() {
            return current(options).sessionContext();
        }
    }
}
