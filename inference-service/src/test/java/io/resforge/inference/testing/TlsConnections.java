package io.resforge.inference.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContextBuilder;
import io.resforge.testing.TestCa;
import io.resforge.testing.TestCa.Issued;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.InferenceServiceGrpc;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.eclipse.microprofile.config.ConfigProvider;

/** Connections to the TLS ports of the service under test, {@code grpc.server} and {@code http}. */
public final class TlsConnections {

    private static final ClassifyRequest IMAGE = ServiceClient.request(ServiceClient.raw(new byte[3072]));

    private TlsConnections() {}

    /**
     * Sends each to both ports, by connections that are open at the same time, and reads until the server closes; one that stays open is a
     * failure.
     */
    public static List<byte[]> answersTo(List<byte[]> all) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (String port : List.of("grpc.server", "http")) {
                for (byte[] sent : all) {
                    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(port));
                    sockets.add(socket);
                    socket.setSoTimeout(20_000);
                    socket.getOutputStream().write(sent);
                }
            }
            List<byte[]> answers = new ArrayList<>();
            for (Socket socket : sockets) {
                answers.add(endOf(socket));
            }
            return answers;
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static byte[] endOf(Socket socket) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(all);
        } catch (SSLException | SocketException cut) {
            // As good as the end.
        }
        return all.toByteArray();
    }

    /** Of the certificate that a new connection is shown; none where it is of another CA. */
    public static Optional<BigInteger> serial(TestCa ca, String port) throws IOException {
        try (SSLSocket socket = connect(ca, port, "TLSv1.3")) {
            return Optional.of(((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber());
        } catch (SSLException ofAnotherCa) {
            return Optional.empty();
        }
    }

    /** What a caller does. */
    public interface Work {
        /** Does it once. */
        void run() throws Exception;
    }

    /** A thread that does this until it is told that it is over, and counts. */
    public static Thread caller(AtomicBoolean over, Queue<String> failed, AtomicInteger answered, Work work) {
        return Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                try {
                    work.run();
                    answered.incrementAndGet();
                } catch (Exception failure) {
                    failed.add(failure.toString());
                }
            }
        });
    }

    /** One call over gRPC, which must be answered. */
    public static void call(ManagedChannel channel) {
        InferenceServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(60, TimeUnit.SECONDS)
                .classify(IMAGE);
    }

    /** One call over a connection of its own. */
    public static void callOnce(TestCa... trusted) throws InterruptedException {
        ManagedChannel channel = newChannel(Optional.empty(), trusted);
        try {
            call(channel);
        } finally {
            channel.shutdownNow().awaitTermination(60, TimeUnit.SECONDS);
        }
    }

    /** Has a page answered with 200. */
    public static void page(SSLContext tls, String path) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newBuilder().sslContext(tls).build()) {
            URI page = URI.create("https://localhost:" + port("http") + path);
            assertThat(http.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    /** One for gRPC, which trusts these and shows a certificate of its own or none. */
    public static ManagedChannel newChannel(Optional<Issued> own, TestCa... trusted) {
        StringBuilder cas = new StringBuilder();
        for (TestCa one : trusted) {
            cas.append(one.certificate());
        }
        SslContextBuilder tls = GrpcSslContexts.forClient().trustManager(stream(cas.toString()));
        own.ifPresent(it -> tls.keyManager(TestCa.showing(it)));
        try {
            return NettyChannelBuilder.forAddress("localhost", port("grpc.server"))
                    .sslContext(tls.build())
                    .build();
        } catch (SSLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** A connection before its handshake, which trusts this CA. */
    public static SSLSocket open(TestCa ca, String port) throws IOException {
        SSLSocket socket = (SSLSocket) TestCa.client(Optional.empty(), ca)
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port(port));
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** The same after its handshake in this version of TLS. */
    public static SSLSocket connect(TestCa ca, String port, String version) throws IOException {
        SSLSocket socket = open(ca, port);
        socket.setEnabledProtocols(new String[] {version});
        if (port.equals("grpc.server")) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            socket.setSSLParameters(parameters);
        }
        socket.startHandshake();
        return socket;
    }

    /** Its number. */
    public static int port(String server) {
        return server.equals("http")
                ? ConfigProvider.getConfig().getValue("quarkus.http.test-ssl-port", Integer.class)
                : ServiceClient.port(server);
    }
}
