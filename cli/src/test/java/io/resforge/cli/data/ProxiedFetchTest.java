package io.resforge.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program in a process of its own, since only the environment names proxies. */
class ProxiedFetchTest {

    private static final String PASSWORD =
            "Basic " + Base64.getEncoder().encodeToString("ada:p@ss".getBytes(StandardCharsets.UTF_8));

    @TempDir
    private Path home;

    private final byte[] content = new byte[3_000_000];
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    /** As a proxy does, which is asked with whole addresses; it has the file of a host that is nowhere. */
    private void answer(HttpExchange call) throws IOException {
        try (call) {
            boolean known = PASSWORD.equals(call.getRequestHeaders().getFirst("Proxy-Authorization"));
            asked.add(call.getRequestURI() + (known ? " with the password" : ""));
            if (known) {
                call.sendResponseHeaders(200, content.length);
                call.getResponseBody().write(content);
            } else {
                call.getResponseHeaders().set("Proxy-Authenticate", "Basic realm=\"proxy\"");
                call.sendResponseHeaders(407, -1);
            }
        }
    }

    @Test
    void bringsAllOfAFileThroughAProxyThatAsksForAPassword() throws Exception {
        // Given
        new Random(1).nextBytes(content);
        String md5 = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
        HttpServer proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext("/", this::answer);
        proxy.start();
        // When
        Process program = fetch(proxy.getAddress().getPort());
        String said;
        try {
            said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(program.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
        } finally {
            program.destroyForcibly();
            proxy.stop(0);
        }
        // Then all bytes came, if not those that CIFAR-10's authors published
        assertThat(said).contains("sent is not cifar-10-binary.tar.gz: its MD5 is " + md5 + ",");
        assertThat(said).doesNotContain("p@ss").doesNotContain("p%40ss");
        assertThat(asked)
                .containsExactly("http://mirror.invalid/c.tar.gz", "http://mirror.invalid/c.tar.gz with the password");
    }

    private Process fetch(int proxy) throws IOException {
        ProcessBuilder program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.resforge.cli.CliMain",
                        "data",
                        "fetch",
                        "cifar10",
                        "--url",
                        "http://mirror.invalid/c.tar.gz")
                .redirectErrorStream(true);
        program.environment().put("RESFORGE_HOME", home.toString());
        program.environment().put("http_proxy", "http://ada:p%40ss@127.0.0.1:" + proxy);
        program.environment().remove("no_proxy");
        program.environment().remove("NO_PROXY");
        return program.start();
    }
}
