package io.resforge.trainer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContextBuilder;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.resforge.testing.TestCa;
import io.resforge.testing.TestCa.Issued;
import io.resforge.trainer.testing.ServerSettings;
import io.resforge.v1.ListRunsRequest;
import io.resforge.v1.SubmitRunRequest;
import io.resforge.v1.TrainerServiceGrpc;
import io.resforge.v1.TrainerServiceGrpc.TrainerServiceBlockingStub;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A control plane that wants a certificate of every client, and goes by the names in it. */
@QuarkusTest
@QuarkusTestResource(value = ServerSettings.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = MutualTlsTest.OneCa.class, restrictToAnnotatedClass = true)
@Timeout(60)
class MutualTlsTest {

    private static final String TOKEN = "rf_token-of-one-who-may-everything";

    /** One CA for all. */
    public static final class OneCa implements QuarkusTestResourceLifecycleManager {

        @Override
        public Map<String, String> start() {
            try {
                Path folder = Files.createTempDirectory("resforge-tls");
                TestCa ca = new TestCa("everybody's");
                ca.issue("trainer", "localhost").writeTo(folder, "server");
                ca.issue("ci", "ci.example").writeTo(folder, "ci");
                ca.issue("night-job").writeTo(folder, "night-job");
                ca.issue("unlisted", "unlisted.example").writeTo(folder, "unlisted");
                new TestCa("another").issue("ci", "ci.example").writeTo(folder, "stranger");
                Path principals = Files.write(
                        folder.resolve("principals"),
                        List.of(
                                "ci observe certificate:ci.example",
                                "night train certificate:night-job",
                                "root admin sha256:" + sha256(TOKEN)));
                return Map.of(
                        "resforge.access.required", "true",
                        "resforge.access.principals", principals.toString(),
                        "resforge.tls.certificate", folder.resolve("server.crt").toString(),
                        "resforge.tls.key", folder.resolve("server.key").toString(),
                        "resforge.tls.client-ca",
                                ca.writeTo(folder.resolve("ca.crt")).toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String sha256(String text) {
            try {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
                return HexFormat.of().formatHex(hash);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void stop() {
            // The files are few, and temporary.
        }
    }

    // By hand: injected, each other test would need the setting too.
    private final Path ca = ConfigProvider.getConfig().getValue("resforge.tls.client-ca", Path.class);

    @Test
    void letsAClientInByItsCertificateOnly() throws Exception {
        assertThat(list(Optional.of("ci"))).isTrue();
        for (Optional<String> wrong : List.of(Optional.<String>empty(), Optional.of("stranger"))) {
            assertThatThrownBy(() -> list(wrong)).isInstanceOf(StatusRuntimeException.class);
        }
    }

    @Test
    void tellsHealthWithoutACertificateAndNothingElse() throws Exception {
        assertThat(status("/q/health/live", Optional.empty())).isEqualTo(200);
        assertThat(status("/q/health", Optional.empty())).isIn(200, 503);
        for (String path :
                List.of("/q/metrics", "/", "/q/healthy", "/q/health/../metrics", "/q/health/%2e%2e/metrics")) {
            assertThat(status(path, Optional.empty())).as(path).isEqualTo(403);
        }
        assertThat(status("/q/metrics", Optional.of("ci"))).isEqualTo(200);
        assertThatThrownBy(() -> status("/q/health/live", Optional.of("stranger")))
                .isInstanceOf(IOException.class);
    }

    @Test
    void knowsAPrincipalByANameInItsCertificate() throws Exception {
        // By its alternative name: it observes, and may not submit runs.
        assertThat(status("/q/metrics", Optional.of("ci"))).isEqualTo(200);
        assertThat(code(() -> submit("ci"))).isEqualTo(Status.Code.PERMISSION_DENIED);
        // By its common name: it trains, and metrics are not for it. Its request is looked at, and has no recipe.
        assertThat(list(Optional.of("night-job"))).isTrue();
        assertThat(code(() -> submit("night-job"))).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(status("/q/metrics", Optional.of("night-job"))).isEqualTo(403);
        // No line has a name of its.
        assertThat(code(() -> list(Optional.of("unlisted")))).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(status("/q/metrics", Optional.of("unlisted"))).isEqualTo(401);
        assertThat(status("/q/health/live", Optional.of("unlisted"))).isEqualTo(200);
    }

    private static Status.Code code(ThrowingCallable call) {
        return catchThrowableOfType(StatusRuntimeException.class, call)
                .getStatus()
                .getCode();
    }

    private boolean submit(String own) throws Exception {
        return call(Optional.of(own), stub -> stub.submitRun(SubmitRunRequest.getDefaultInstance()));
    }

    private boolean list(Optional<String> own) throws Exception {
        return call(own, stub -> stub.listRuns(ListRunsRequest.getDefaultInstance()));
    }

    private boolean call(Optional<String> own, Consumer<TrainerServiceBlockingStub> rpc) throws Exception {
        SslContextBuilder tls = GrpcSslContexts.forClient().trustManager(ca.toFile());
        own.ifPresent(name -> tls.keyManager(TestCa.showing(TestCa.read(ca.getParent(), name))));
        int port = ConfigProvider.getConfig().getValue("quarkus.grpc.server.test-port", Integer.class);
        ManagedChannel channel = NettyChannelBuilder.forAddress("localhost", port)
                .sslContext(tls.build())
                .build();
        try {
            rpc.accept(TrainerServiceGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS));
            return true;
        } finally {
            channel.shutdownNow().awaitTermination(60, TimeUnit.SECONDS);
        }
    }

    /** What HTTP answers a client with this certificate; one without shows a token, which is no substitute. */
    private int status(String path, Optional<String> own) throws Exception {
        Optional<Issued> shown = own.map(name -> TestCa.read(ca.getParent(), name));
        int port = ConfigProvider.getConfig().getValue("quarkus.http.test-ssl-port", Integer.class);
        try (HttpClient http = HttpClient.newBuilder()
                .sslContext(TestCa.client(shown, Files.readString(ca)))
                .build()) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://localhost:" + port + path));
            if (own.isEmpty()) {
                request.header("Authorization", "Bearer " + TOKEN);
            }
            return http.send(request.build(), BodyHandlers.discarding()).statusCode();
        }
    }
}
