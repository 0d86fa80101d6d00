package io.resforge.cli.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.grpc.TlsServerCredentials;
import io.resforge.client.ResForgeClient;
import io.resforge.testing.FakeRegistry;
import io.resforge.testing.FakeServer;
import io.resforge.testing.Samples;
import io.resforge.testing.Shell;
import io.resforge.testing.TestCa;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A control plane that speaks TLS and asks for a certificate. */
@Timeout(60)
class TlsOptionTest {

    @TempDir
    Path folder;

    private FakeServer server;
    private Path ca;

    @BeforeEach
    void start() throws IOException {
        TestCa issuer = new TestCa("both sides'");
        ca = issuer.writeTo(folder.resolve("ca.crt"));
        issuer.issue("trainer", "localhost").writeTo(folder, "server");
        issuer.issue("ci").writeTo(folder, "ci");
        server = FakeServer.with(
                0,
                TlsServerCredentials.newBuilder()
                        .keyManager(
                                folder.resolve("server.crt").toFile(),
                                folder.resolve("server.key").toFile())
                        .trustManager(ca.toFile())
                        .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                        .build(),
                new FakeRegistry(Samples.version("12", true)));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void callsByCaCertificateAndKey() {
        Shell shell = new Shell(folder);
        assertThat(list(shell, "--ca", ca.toString(), "--certificate", file("ci.crt"), "--key", file("ci.key")))
                .isZero();
        assertThat(shell.out()).contains("12");
    }

    @Test
    void showsItsCertificateOverHttpToo() throws IOException {
        TestCa issuer = new TestCa("the page's");
        Path trusted = issuer.writeTo(folder.resolve("page-ca.crt"));
        issuer.issue("inference", "localhost").writeTo(folder, "page");
        issuer.issue("ci").writeTo(folder, "page-ci");
        HttpsServer https = HttpsServer.create(new InetSocketAddress("localhost", 0), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(tls(trusted, "page")) {
            @Override
            public void configure(HttpsParameters asked) {
                SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
                wanted.setNeedClientAuth(true);
                asked.setSSLParameters(wanted);
            }
        });
        https.createContext("/v1/status", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("{}".getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        https.start();
        URI address = URI.create("https://localhost:" + https.getAddress().getPort() + "/");
        Optional<SSLContext> anyone = new TlsOption().overHttp(Map.of("RESFORGE_CA_FILE", trusted.toString()));
        try (ServerStatus named = new ServerStatus(address, Optional.empty(), Optional.of(tls(trusted, "page-ci")));
                ServerStatus unnamed = new ServerStatus(address, Optional.empty(), anyone)) {
            assertThat(named.ask()).isEqualTo(new JsonObject());
            assertThatThrownBy(unnamed::ask).isInstanceOf(CommandFailed.class);
        } finally {
            https.stop(0);
        }
    }

    private SSLContext tls(Path trusted, String name) {
        return new TlsOption()
                .overHttp(Map.of(
                        "RESFORGE_CA_FILE", trusted.toString(),
                        "RESFORGE_CERTIFICATE_FILE", file(name + ".crt"),
                        "RESFORGE_KEY_FILE", file(name + ".key")))
                .orElseThrow();
    }

    @Test
    void saysInASentenceWhatIsWrong() {
        Shell without = new Shell(folder);
        assertThat(list(without, "--ca", ca.toString())).isEqualTo(1);
        assertThat(without.err()).contains("wants a client certificate");

        Shell half = new Shell(folder);
        assertThat(list(half, "--ca", ca.toString(), "--key", file("ci.key"))).isEqualTo(2);
        assertThat(half.err()).contains("--certificate and --key belong together; one of them is missing");

        Shell noFile = new Shell(folder);
        assertThat(list(noFile, "--ca", file("none.crt"))).isEqualTo(2);
        assertThat(noFile.err()).contains("no CA can be read from " + file("none.crt"));
    }

    @Test
    void takesFromTheEnvironmentWhatIsNotGiven() {
        Map<String, String> environment = Map.of(
                "RESFORGE_CA_FILE", ca.toString(),
                "RESFORGE_CERTIFICATE_FILE", file("ci.crt"),
                "RESFORGE_KEY_FILE", file("ci.key"));
        try (ResForgeClient client = new TlsOption()
                .apply(ResForgeClient.builder(), environment)
                .trainer(server.address())
                .build()) {
            assertThat(client.versions().list("cifar10", 10)).hasSize(1);
        }
        assertThatThrownBy(() ->
                        new TlsOption().apply(ResForgeClient.builder(), Map.of("RESFORGE_KEY_FILE", file("ci.key"))))
                .isInstanceOf(CommandFailed.class);
    }

    private int list(Shell shell, String first, String... words) {
        String[] all = new String[words.length + 5];
        System.arraycopy(
                new String[] {"models", "list", "--server", "grpcs://" + server.address(), first}, 0, all, 0, 5);
        System.arraycopy(words, 0, all, 5, words.length);
        return shell.run(all);
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }
}
