package io.resforge.spine;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.registry.signature.SigningKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packaged services with settings of TLS, identities, audit or signatures that cannot be used: each ends with 1 and says why in a line. */
class RefusedStartsIT {

    private static final String PASSWORD = "changeit";
    private static final int MOST_LINES = 2;
    private static Path files;

    @BeforeAll
    static void writeFiles() throws Exception {
        files = Site.fresh("RefusedStartsIT").folder();
        certificate("server", "-1d");
        certificate("other", "-1d");
        certificate("expired", "-2d");
        SigningKey key = SigningKey.generate();
        Files.writeString(files.resolve("sign.pem"), key.privatePem());
        Files.writeString(
                files.resolve("strangers.pem"),
                SigningKey.generate().publicKey().pem());
        Files.writeString(files.resolve("text"), "no PEM, no token; two words\n");
        Files.writeString(files.resolve("principals"), "ci trains sha256:00\n");
        Files.write(files.resolve("binary"), new byte[] {'c', 'i', (byte) 0xff, 0});
        Files.createDirectories(files.resolve("folder"));
    }

    /** Of a day, with a key of its own. */
    private static void certificate(String name, String begin) throws Exception {
        Path store = files.resolve(name + ".p12");
        List<String> line = List.of(
                java("keytool"),
                "-genkeypair",
                "-alias",
                "it",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost",
                "-startdate",
                begin,
                "-validity",
                begin.equals("-1d") ? "3" : "1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD);
        assertThat(new ProcessBuilder(line)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor())
                .isZero();
        KeyStore read = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            read.load(in, PASSWORD.toCharArray());
        }
        pem(name + ".crt", "CERTIFICATE", read.getCertificate("it").getEncoded());
        pem(
                name + ".key",
                "PRIVATE KEY",
                read.getKey("it", PASSWORD.toCharArray()).getEncoded());
    }

    private static void pem(String name, String label, byte[] content) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(
                files.resolve(name), "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
    }

    private static String java(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }

    /** FILES/ stands for the folder of files; a file that is not written above is not there. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Both services read these by the same code: each of them in one. What differs in words alone, unit
                // tests know.
                "trainer|tls.certificate=FILES/none tls.key=FILES/server.key|cannot read FILES/none: it is not there",
                "inference|tls.certificate=FILES/server.crt tls.key=FILES/none|cannot read FILES/none: it is not there",
                "trainer|tls.certificate=FILES/server.crt|resforge.tls.key is missing",
                "trainer|tls.certificate=FILES/server.crt tls.key=FILES/text|no certificate and key can be read",
                "trainer|tls.certificate=FILES/folder tls.key=FILES/server.key|it is no file",
                "trainer|tls.certificate=FILES/server.crt tls.key=FILES/other.key|is not that of the certificate",
                "inference|device=cuda:0|needs PyTorch's library for CUDA, and the one for the CPU is loaded",
                "inference|device=cuda:0 engine=onnx|ONNX Runtime is here for the processor only",
                "inference|device=tpu|a device is auto, cpu or cuda:N",
                "inference|batching.queue-capacity=100 limits.max-images=100 batching.max-size=200|the queue must take at least",
                "inference|batching.queue-capacity=40|resforge.batching.queue-capacity must be at least resforge.limits.max",
                "inference|feedback.key=short|resforge.feedback.key must have at least 32 characters",
                "inference|watch.interval=1h|resforge.watch: the longest backoff must be at least the watch interval",
                "inference|memory-budget=0|resforge.memory-budget: ",
                "inference|limits.pixel-bytes=0|resforge.limits: ",
                "trainer|allowed.datasets=nonsense://x|resforge.allowed: 'nonsense://x' is no location of a store",
                "trainer|launcher=kubernetes|resforge.kubernetes",
                "trainer|launcher=kubernetes kubernetes.namespace=lab|resforge.kubernetes: image must be given",
                "trainer|launcher=other|resforge.launcher",
                "inference|tls.certificate=FILES/expired.crt tls.key=FILES/expired.key|expired at",
                "trainer|tls.certificate=FILES/server.crt tls.key=FILES/server.key tls.client-ca=FILES/none|cannot read",
                "trainer|tls.certificate=FILES/server.crt tls.key=FILES/server.key tls.client-ca=FILES/text|no certificate",
                "trainer|tls.client-certificates=maybe|resforge.tls.client-certificates",
                "inference|grpc.host=0.0.0.0|quarkus.grpc.server.host=0.0.0.0 is reachable from elsewhere without TLS",
                "trainer|access.principals=FILES/none|the file of principals FILES/none cannot be read: it is not there",
                "inference|access.principals=FILES/principals|a role is one of",
                "trainer|access.principals=FILES/folder|it is no file",
                "trainer|access.principals=FILES/binary|it is no text in UTF-8",
                "inference|access.required=true|nothing tells who may call",
                "trainer|access.oidc.issuer=http://id.example|must be an address with https",
                "trainer|access.oidc.issuer=https://id.example access.oidc.keys=ftp://id|must be an address with https",
                "trainer|access.calls-a-second=0|it must be a whole number from 1",
                "trainer|audit.to=FILES/text/below|resforge.audit.to: nothing can be written",
                "trainer|audit.files=-1|it must be a whole number from 1",
                "trainer|limits.connections=none|it must be a whole number from 1",
                // Each has these of its own.
                "trainer|signing-key=FILES/none|there is no signing key FILES/none",
                "inference|signing-key=FILES/none|there is no signing key FILES/none",
                "trainer|signing-key=FILES/text|holds no private key",
                "inference|trusted-keys=FILES/none|there is no file of trusted keys",
                "trainer|trusted-keys=FILES/sign.pem|holds no public key",
                "inference|require-signature=true|no key is trusted",
                "trainer|require-signature=true signing-key=FILES/sign.pem trusted-keys=FILES/strangers.pem|none of the trusted",
                "inference|watch.registry-token-file=FILES/none|resforge.watch.registry-token-file: the file of the token",
                "inference|watch.registry-token-file=FILES/text|must be one word",
                "inference|watch.registry=grpcs://localhost:1 watch.registry-ca=FILES/none|resforge.watch.registry: ",
                "inference|watch.registry=grpcs://localhost:1 watch.registry-ca=FILES/text|resforge.watch.registry: ",
                "inference|watch.registry=grpcs://localhost:1 watch.registry-key=FILES/server.key|needs its key",
            })
    void endsWithOneLine(String service, String settings, String why) throws Exception {
        List<String> line = new ArrayList<>(List.of(
                java("java"),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dresforge.home=" + files.resolve("home"),
                "-Dquarkus.http.port=0",
                "-Dquarkus.grpc.server.port=0"));
        for (String setting : settings.replace("FILES", files.toString()).split(" ")) {
            boolean host = setting.contains(".host=");
            line.add("-D" + (host ? "quarkus." : "resforge.") + setting.replace("grpc.host", "grpc.server.host"));
        }
        line.add("-jar");
        line.add(Spine.ROOT
                .resolve(service + "-service/target/quarkus-app/quarkus-run.jar")
                .toString());
        Path printed = Files.createTempFile(files, "start-", ".log");
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        try {
            assertThat(process.waitFor(Until.LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        String text = Files.readString(printed, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(text).isEqualTo(1);
        assertThat(text).contains(why.replace("FILES", files.toString()));
        assertThat(text.lines().filter(it -> !it.isBlank())).hasSizeLessThanOrEqualTo(MOST_LINES);
        assertThat(text).doesNotContain("\tat ", "Caused by");
    }
}
