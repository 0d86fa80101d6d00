package io.resforge.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.resforge.testing.FakeInference;
import io.resforge.testing.FakeServer;
import io.resforge.testing.TestCa;
import io.resforge.testing.TestCa.Issued;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TlsCallTest {

    @TempDir
    Path folder;

    private final TestCa ca = new TestCa("servers'");
    private final TestCa other = new TestCa("clients'");
    private Path caFile;

    @BeforeEach
    void writeCa() {
        caFile = ca.writeTo(folder.resolve("ca.crt"));
    }

    @Test
    void callsAServerWhoseCaItIsGiven() throws IOException {
        try (FakeServer server = server(ca.issue("server", "localhost"), Optional.empty())) {
            call(trusting().inference(server.address()));
            call(trusting().inference("grpcs://" + server.address()));
            call(trusting().inference("https://" + server.address(), server.address()));
        }
    }

    @Test
    void showsItsCertificateToAServerThatAsks() throws IOException {
        other.issue("batch-job").writeTo(folder, "own");
        try (FakeServer server = server(ca.issue("server", "localhost"), Optional.of(other))) {
            call(withOwn().inference(server.address()));
            assertFails(trusting().inference(server.address()))
                    .isEqualTo(server.address() + " wants a client certificate, or not the one that it was shown");
            ca.issue("batch-job").writeTo(folder, "own");
            assertFails(withOwn().inference(server.address())).contains("client certificate");
        }
    }

    @Test
    void saysWhatIsWrongWithAServersCertificate() throws IOException {
        try (FakeServer server = server(other.issue("server", "localhost"), Optional.empty())) {
            assertFails(trusting().inference(server.address()))
                    .isEqualTo("the certificate of " + server.address()
                            + " is not of a CA that is trusted here; name the file of its CA");
            assertFails(ResForgeClient.builder().inference("grpcs://" + server.address()))
                    .contains("is not of a CA that is trusted here");
        }
        try (FakeServer server = server(ca.issue("server", "inference.example"), Optional.empty())) {
            assertFails(trusting().inference(server.address()))
                    .startsWith("the certificate of " + server.address() + " is for other names: ");
        }
        try (FakeServer server = server(ca.issueExpired("server", "localhost"), Optional.empty())) {
            assertFails(trusting().inference(server.address()))
                    .startsWith("the certificate of " + server.address() + " has expired: ");
        }
    }

    @Test
    void saysWhenOneSideSpeaksTlsAndTheOtherDoesNot() throws IOException {
        try (FakeServer server = server(ca.issue("server", "localhost"), Optional.empty())) {
            assertFails(ResForgeClient.builder().inference(server.address()))
                    .contains("speaks TLS")
                    .endsWith("write grpcs://" + server.address());
        }
        try (FakeServer server = FakeServer.with(0, InsecureServerCredentials.create(), new FakeInference())) {
            assertFails(trusting().inference(server.address()))
                    .isEqualTo(server.address() + " does not speak TLS; write grpc://" + server.address());
            call(trusting().inference("grpc://" + server.address()));
        }
    }

    @Test
    void goesOnWhenTheServerComesBackWithARenewedCertificate() throws IOException {
        FakeServer before = server(ca.issue("server", "localhost"), Optional.empty());
        try (ResForgeClient client = trusting().inference(before.address()).build()) {
            client.inference().model("cifar10");
            before.close();
            try (FakeServer after = FakeServer.with(
                    before.port(),
                    credentials(ca.issue("server", "localhost"), Optional.empty()),
                    new FakeInference())) {
                assertThat(after.address()).isEqualTo(before.address());
                await().atMost(Duration.ofSeconds(60))
                        .ignoreExceptionsMatching(ResForgeException.class::isInstance)
                        .until(() -> client.inference().model("cifar10") != null);
            }
        }
    }

    @Test
    void refusesFilesThatCannotBeUsed() throws IOException {
        Path missing = folder.resolve("missing.crt");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ResForgeClient.builder().ca(missing).build())
                .withMessageContaining("no CA can be read from " + missing);
        Path broken = Files.writeString(folder.resolve("broken.crt"), "no certificate");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ResForgeClient.builder().ca(broken).build())
                .withMessageContaining("no CA can be read from " + broken);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        ResForgeClient.builder().certificate(caFile, broken).build())
                .withMessageContaining("no client certificate can be read from " + caFile + " and " + broken);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ResForgeClient.builder()
                        .inference("grpcs://localhost:1", "grpc://localhost:2")
                        .build())
                .withMessage("the addresses of one service are either all with TLS or all without");
    }

    private ResForgeClient.Builder trusting() {
        return ResForgeClient.builder().ca(caFile).attempts(1);
    }

    private ResForgeClient.Builder withOwn() {
        return trusting().certificate(folder.resolve("own.crt"), folder.resolve("own.key"));
    }

    private static void call(ResForgeClient.Builder settings) {
        try (ResForgeClient client = settings.build()) {
            client.inference().model("cifar10");
        }
    }

    private static AbstractStringAssert<?> assertFails(ResForgeClient.Builder settings) {
        return assertThat(catchThrowableOfType(ResForgeException.class, () -> call(settings.attempts(1)))
                .getMessage());
    }

    private static FakeServer server(Issued issued, Optional<TestCa> clients) throws IOException {
        return FakeServer.with(0, credentials(issued, clients), new FakeInference());
    }

    private static ServerCredentials credentials(Issued issued, Optional<TestCa> clients) throws IOException {
        TlsServerCredentials.Builder builder =
                TlsServerCredentials.newBuilder().keyManager(stream(issued.certificate()), stream(issued.key()));
        if (clients.isPresent()) {
            builder.trustManager(stream(clients.get().certificate()))
                    .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE);
        }
        return builder.build();
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }
}
