package io.resforge.cli.local;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.resforge.cli.local.LocalService.ServicePorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Asks a service whether it is there. */
final class ServiceReadiness implements AutoCloseable {

    private static final int HANDSHAKE_MILLIS = 2_000;

    private final URI page;
    private final boolean tls;
    private final ManagedChannel channel;

    ServiceReadiness(String host, ServicePorts ports, boolean tls) {
        this.page = ports.page(host, tls);
        this.tls = tls;
        channel = Grpc.newChannelBuilder(host + ":" + ports.grpc(), InsecureChannelCredentials.create())
                .build();
    }

    /** Whether it answers; an inference service without a model is there, though it does not serve yet. */
    boolean answers() {
        return tls ? shakesHands() : answersHealth();
    }

    /** With HTTP, which a service opens last. Nothing is sent, so whose certificate it is does not matter: we started the process. */
    private boolean shakesHands() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new AnyCertificate()}, null);
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket()) {
                socket.connect(new InetSocketAddress(page.getHost(), page.getPort()), HANDSHAKE_MILLIS);
                socket.setSoTimeout(HANDSHAKE_MILLIS);
                socket.startHandshake();
                return true;
            }
        } catch (IOException notYet) {
            return false;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has TLS", impossible);
        }
    }

    private boolean answersHealth() {
        try {
            // Without this a refused connection is tried again only after a second and more.
            channel.resetConnectBackoff();
            HealthGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(2, TimeUnit.SECONDS)
                    .check(HealthCheckRequest.getDefaultInstance());
            return true;
        } catch (StatusRuntimeException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    /** Takes every certificate for good. */
    private static final class AnyCertificate extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
