package io.resforge.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.resforge.inference.models.ServedModels;
import io.resforge.inference.testing.FakeEngine;
import io.resforge.inference.testing.FakeModels;
import io.resforge.inference.testing.TestSlots;
import io.resforge.inference.testing.TlsConnections;
import io.resforge.inference.testing.TlsFiles;
import io.resforge.inference.testing.Workplace;
import io.resforge.testing.TestCa;
import io.resforge.testing.TestCa.Issued;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
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
        TlsConnections.call(old);
        List<Thread> callers = new ArrayList<>();
        for (int caller = 0; caller < 2; caller++) {
            callers.add(TlsConnections.caller(over, failed, answered, () -> TlsConnections.call(old)));
            callers.add(TlsConnections.caller(over, failed, answered, () -> TlsConnections.callOnce(first, next)));
            callers.add(TlsConnections.caller(
                    over, failed, answered, () -> TlsConnections.page(trustsBoth, "/q/health/live")));
            // Requests without a body once stopped the timer by which certificates are renewed.
            callers.add(
                    TlsConnections.caller(over, failed, answered, () -> TlsConnections.page(trustsBoth, "/v1/models")));
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
        TlsConnections.call(old);
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
        TlsConnections.call(old);
        assertThatThrownBy(() -> TlsConnections.call(channel(Optional.of(known), ca)))
                .isInstanceOf(StatusRuntimeException.class);
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThatThrownBy(
                        () -> TlsConnections.page(TestCa.client(Optional.of(known), ca), "/q/health/live"))
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
        TlsConnections.call(channel(Optional.of(clients.issue("batch-job")), ca));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void speaks(String version) throws IOException {
        for (String port : List.of("grpc.server", "http")) {
            try (SSLSocket socket = TlsConnections.connect(ca, port, version)) {
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
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), TlsConnections.port(port))) {
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
                        try (SSLSocket socket = TlsConnections.open(ca, "grpc.server")) {
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
            try (SSLSocket socket = TlsConnections.connect(ca, port, "TLSv1.2")) {
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
        List<byte[]> all = Stream.of(PREFACE, "GET /q/health HTTP/1.1\r\nHost: localhost\r\n\r\n", "\0\0\0")
                .map(first -> first.getBytes(StandardCharsets.US_ASCII))
                .toList();
        assertThat(TlsConnections.answersTo(all))
                .allSatisfy(answer -> assertThat(new String(answer, StandardCharsets.ISO_8859_1))
                        .doesNotContain("UP"));
        assertServed();
    }

    @Test
    void endsHandshakesThatDoNotGoOn() throws IOException {
        TlsConnections.answersTo(List.of(new byte[0], HexFormat.of().parseHex("16030100ff")));
    }

    private void renew() {
        server = ca.issue("inference", "localhost").writeTo(certificate.getParent(), "server");
        for (String port : List.of("grpc.server", "http")) {
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> TlsConnections.serial(ca, port).equals(Optional.of(server.serial())));
        }
    }

    private void assertServed() throws IOException {
        TlsConnections.call(channel(Optional.empty(), ca));
        assertThat(TlsConnections.serial(ca, "http")).contains(server.serial());
    }

    /** Returns a connection with a client's certificate: the server may have looked at the files while they were written. */
    private ManagedChannel awaitTaken(Issued client) {
        return await().atMost(Duration.ofSeconds(60))
                .ignoreExceptionsMatching(StatusRuntimeException.class::isInstance)
                .until(
                        () -> {
                            ManagedChannel channel = channel(Optional.of(client), ca);
                            TlsConnections.call(channel);
                            return channel;
                        },
                        channel -> true);
    }

    private void awaitLogged(String part) {
        await().atMost(Duration.ofSeconds(60)).until(() -> log.stream().anyMatch(line -> line.contains(part)));
    }

    private ManagedChannel channel(Optional<Issued> own, TestCa... trusted) {
        ManagedChannel channel = TlsConnections.newChannel(own, trusted);
        channels.add(channel);
        return channel;
    }
}
