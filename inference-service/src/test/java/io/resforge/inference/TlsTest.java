package io.resforge.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContextBuilder;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.resforge.inference.models.ServedModels;
import io.resforge.inference.testing.FakeEngine;
import io.resforge.inference.testing.FakeModels;
import io.resforge.inference.testing.ServiceClient;
import io.resforge.inference.testing.TestSlots;
import io.resforge.inference.testing.TlsFiles;
import io.resforge.inference.testing.Workplace;
import io.resforge.testing.TestCa;
import io.resforge.testing.TestCa.Issued;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.InferenceServiceGrpc;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS over both real ports, with certificates that change while the service runs. */
@QuarkusTest
@QuarkusTestResource(value = Workplace.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = TlsFiles.class, restrictToAnnotatedClass = true)
@Timeout(120)
class TlsTest {

    private static final ClassifyRequest IMAGE = ServiceClient.request(ServiceClient.raw(new byte[3072]));
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    // By hand: injected, each other test would need these settings too.
    private final Path certificate = ConfigProvider.getConfig().getValue("resforge.tls.certificate", Path.class);
    private final Path clientCa = ConfigProvider.getConfig().getValue("resforge.tls.client-ca", Path.class);

    @Inject
    ServedModels models;

    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private final Handler logged = new Handler() {
        @Override
        public void publish(LogRecord line) {
            log.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private final List<ManagedChannel> channels = new ArrayList<>();
    private TestCa ca = new TestCa("server's");
    private TestCa clients = new TestCa("clients'");
    private Issued server;
    private FakeEngine engine;

    @BeforeEach
    void begin() {
        Logger.getLogger("resforge").addHandler(logged);
        engine = new FakeEngine(1);
        TestSlots.fill(models.model("").slot(), FakeModels.live(1), engine);
        clients.writeTo(clientCa);
        renew();
    }

    @AfterEach
    void end() {
        Logger.getLogger("resforge").removeHandler(logged);
        channels.forEach(ManagedChannel::shutdownNow);
    }

    @Test
    void takesARenewedCertificateOfAnotherCaUnderLoadWithoutFailingACall() throws Exception {
        // Given
        TestCa first = ca;
        TestCa next = new TestCa("server's next");
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger answered = new AtomicInteger();
        Queue<String> failed = new ConcurrentLinkedQueue<>();
        SSLContext trustsBoth = TestCa.client(Optional.empty(), first, next);
        ManagedChannel old = channel(Optional.empty(), first, next);
        call(old);
        List<Thread> callers = new ArrayList<>();
        for (int caller = 0; caller < 2; caller++) {
            callers.add(caller(over, failed, answered, () -> call(old)));
            callers.add(caller(over, failed, answered, () -> callOnce(first, next)));
            callers.add(caller(over, failed, answered, () -> page(trustsBoth, "/q/health/live")));
            // Requests without a body once stopped the timer by which certificates are renewed.
            callers.add(caller(over, failed, answered, () -> page(trustsBoth, "/v1/models")));
        }
        // When
        for (int renewal = 0; renewal < 4; renewal++) {
            renew();
        }
        ca = next;
        renew();
        int before = answered.get();
        await().atMost(Duration.ofSeconds(60)).until(() -> answered.get() > before + 50);
        over.set(true);
        for (Thread caller : callers) {
            caller.join();
        }
        // Then
        assertThat(failed).isEmpty();
        call(old);
    }

    @Test
    void takesARenewedCaOfClientsForNewConnections() {
        // Given
        Issued known = clients.issue("batch-job");
        ManagedChannel old = awaitTaken(known);
        // When
        clients = new TestCa("clients' next");
        clients.writeTo(clientCa);
        Issued knownNow = clients.issue("batch-job");
        awaitTaken(knownNow);
        // Then
        call(old);
        assertThatThrownBy(() -> call(channel(Optional.of(known), ca))).isInstanceOf(StatusRuntimeException.class);
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThatThrownBy(
                        () -> page(TestCa.client(Optional.of(known), ca), "/q/health/live"))
                .isInstanceOf(IOException.class));
    }

    @Test
    void keepsACertificateWhoseSuccessorIsBrokenAndSaysWhy() throws Exception {
        Path key = certificate.resolveSibling("server.key");
        String whole = server.certificate();
        for (String broken : List.of("", whole.substring(0, whole.length() / 2), "no certificate")) {
            log.clear();
            Files.writeString(certificate, broken);
            awaitLogged("is not renewed, the one before stays in force: no certificate and key can be read from");
            assertServed();
        }
        log.clear();
        Files.writeString(certificate, whole);
        awaitLogged("can be read again");
        Files.writeString(key, ca.issue("other", "localhost").key());
        awaitLogged("the key in " + key + " is not that of the certificate in " + certificate);
        assertServed();
        ca.issueExpired("inference", "localhost").writeTo(certificate.getParent(), "server");
        awaitLogged("the certificate in " + certificate + " expired at");
        assertServed();
        Files.writeString(clientCa, "-----BEGIN CERTIFICATE-----\nMII");
        awaitLogged("the CA of client certificates is not renewed");
        call(channel(Optional.of(clients.issue("batch-job")), ca));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void speaks(String version) throws IOException {
        for (String port : List.of("grpc.server", "http")) {
            try (SSLSocket socket = connect(port, version)) {
                assertThat(socket.getSession().getProtocol()).isEqualTo(version);
                assertThat(socket.getSession().getCipherSuite())
                        .matches("TLS_(ECDHE_.*|AES|CHACHA20).*(GCM|POLY1305).*");
            }
        }
    }

    /** A client's first message by hand: Java itself no longer speaks 1.1. */
    @Test
    void refusesTls11() throws IOException {
        byte[] hello = HexFormat.of()
                .parseHex("1603010033" + "0100002f" + "0302" + "11".repeat(32) + "00" + "0006c009c00a002f" + "0100"
                        + "0000");
        for (String port : List.of("grpc.server", "http")) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(port))) {
                socket.setSoTimeout(20_000);
                socket.getOutputStream().write(hello);
                byte[] alert = socket.getInputStream().readNBytes(7);
                assertThat(alert[0]).isEqualTo((byte) 21);
                assertThat(alert[6]).isEqualTo((byte) 70); // protocol_version
            }
        }
    }

    @Test
    void refusesSuitesWithoutForwardSecrecyOrAuthenticatedEncryption() {
        for (String suite : List.of("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256")) {
            assertThatThrownBy(() -> {
                        try (SSLSocket socket = open("grpc.server")) {
                            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
                            socket.setEnabledCipherSuites(new String[] {suite});
                            socket.startHandshake();
                        }
                    })
                    .isInstanceOf(SSLException.class);
        }
    }

    @Test
    void refusesToRenegotiate() throws IOException {
        for (String port : List.of("grpc.server", "http")) {
            try (SSLSocket socket = connect(port, "TLSv1.2")) {
                assertThatThrownBy(() -> {
                            socket.startHandshake();
                            while (socket.getInputStream().read() >= 0) {
                                continue;
                            }
                            throw new SSLException("closed");
                        })
                        .isInstanceOf(IOException.class)
                        .isNotInstanceOf(SocketTimeoutException.class);
            }
        }
        assertServed();
    }

    @Test
    void refusesPlainBytesWithoutHarm() throws IOException {
        for (String port : List.of("grpc.server", "http")) {
            for (String first : List.of(PREFACE, "GET /q/health HTTP/1.1\r\nHost: localhost\r\n\r\n", "\0\0\0")) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(port))) {
                    byte[] answer = endOf(socket, first.getBytes(StandardCharsets.US_ASCII));
                    assertThat(new String(answer, StandardCharsets.ISO_8859_1)).doesNotContain("UP");
                }
            }
        }
        assertServed();
    }

    @Test
    void endsHandshakesThatDoNotGoOn() throws IOException {
        for (String port : List.of("grpc.server", "http")) {
            for (String begin : List.of("", "16030100ff")) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(port))) {
                    endOf(socket, HexFormat.of().parseHex(begin));
                }
            }
        }
    }

    /** Sends these, and reads until the server closes; a connection that stays open is a failure. */
    private static byte[] endOf(Socket socket, byte[] sent) throws IOException {
        socket.setSoTimeout(20_000);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            socket.getOutputStream().write(sent);
            socket.getInputStream().transferTo(all);
        } catch (SSLException | SocketException cut) {
            // As good as the end.
        }
        return all.toByteArray();
    }

    private interface Work {
        void run() throws Exception;
    }

    private static Thread caller(AtomicBoolean over, Queue<String> failed, AtomicInteger answered, Work work) {
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

    private void renew() {
        server = ca.issue("inference", "localhost").writeTo(certificate.getParent(), "server");
        for (String port : List.of("grpc.server", "http")) {
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> serial(port).equals(Optional.of(server.serial())));
        }
    }

    /** Of the certificate that a new connection is shown; none where it is of another CA. */
    private Optional<BigInteger> serial(String port) throws IOException {
        try (SSLSocket socket = connect(port, "TLSv1.3")) {
            return Optional.of(((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber());
        } catch (SSLException ofAnotherCa) {
            return Optional.empty();
        }
    }

    private void assertServed() throws IOException {
        call(channel(Optional.empty(), ca));
        assertThat(serial("http")).contains(server.serial());
    }

    /** Returns a connection with a client's certificate: the server may have looked at the files while they were written. */
    private ManagedChannel awaitTaken(Issued client) {
        return await().atMost(Duration.ofSeconds(60))
                .ignoreExceptionsMatching(StatusRuntimeException.class::isInstance)
                .until(
                        () -> {
                            ManagedChannel channel = channel(Optional.of(client), ca);
                            call(channel);
                            return channel;
                        },
                        channel -> true);
    }

    private void awaitLogged(String part) {
        await().atMost(Duration.ofSeconds(60)).until(() -> log.stream().anyMatch(line -> line.contains(part)));
    }

    private void callOnce(TestCa... trusted) throws InterruptedException {
        ManagedChannel channel = newChannel(Optional.empty(), trusted);
        try {
            call(channel);
        } finally {
            channel.shutdownNow().awaitTermination(60, TimeUnit.SECONDS);
        }
    }

    private static void call(ManagedChannel channel) {
        InferenceServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(60, TimeUnit.SECONDS)
                .classify(IMAGE);
    }

    private static void page(SSLContext tls, String path) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newBuilder().sslContext(tls).build()) {
            URI page = URI.create("https://localhost:" + port("http") + path);
            assertThat(http.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private ManagedChannel channel(Optional<Issued> own, TestCa... trusted) {
        ManagedChannel channel = newChannel(own, trusted);
        channels.add(channel);
        return channel;
    }

    private static ManagedChannel newChannel(Optional<Issued> own, TestCa... trusted) {
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

    private SSLSocket open(String port) throws IOException {
        SSLSocket socket = (SSLSocket) TestCa.client(Optional.empty(), ca)
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port(port));
        socket.setSoTimeout(20_000);
        return socket;
    }

    private SSLSocket connect(String port, String version) throws IOException {
        SSLSocket socket = open(port);
        socket.setEnabledProtocols(new String[] {version});
        if (port.equals("grpc.server")) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            socket.setSSLParameters(parameters);
        }
        socket.startHandshake();
        return socket;
    }

    private static int port(String server) {
        return server.equals("http")
                ? ConfigProvider.getConfig().getValue("quarkus.http.test-ssl-port", Integer.class)
                : ServiceClient.port(server);
    }
}
