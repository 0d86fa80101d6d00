package io.resforge.benchmarks.serving.load;

import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * TLS with a certificate of this machine, and a token that may classify, of its own each.
 *
 * @param folder with the files of both
 */
public record Guard(Path folder, String token) {

    private static final char[] PASSWORD = "benchmark".toCharArray();
    private static final int SECONDS = 60;

    /** Makes both. */
    public static Guard make() {
        try {
            Guard guard = new Guard(
                    Files.createTempDirectory("resforge-guard"),
                    UUID.randomUUID().toString());
            guard.write();
            return guard;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot make a certificate and a token", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void write() throws IOException, GeneralSecurityException, InterruptedException {
        Path store = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD),
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=benchmark",
                        "-ext",
                        "san=ip:127.0.0.1")
                .inheritIO()
                .start();
        if (!keytool.waitFor(SECONDS, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IOException("keytool made no certificate");
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        pem("tls.crt", "CERTIFICATE", keys.getCertificate("server").getEncoded());
        pem("tls.key", "PRIVATE KEY", keys.getKey("server", PASSWORD).getEncoded());
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        Files.writeString(
                folder.resolve("principals"),
                "benchmark classify,observe sha256:" + HexFormat.of().formatHex(hash) + "\n");
    }

    private void pem(String file, String what, byte[] der) throws IOException {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(
                folder.resolve(file), "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n");
    }

    /** Settings of a service that has both. */
    public List<String> settings() {
        return List.of(
                "resforge.tls.certificate=" + folder.resolve("tls.crt"),
                "resforge.tls.key=" + folder.resolve("tls.key"),
                "resforge.access.principals=" + folder.resolve("principals"));
    }

    /** Has a client use both. */
    void guard(NettyChannelBuilder channel) {
        try {
            channel.sslContext(GrpcSslContexts.forClient()
                    .trustManager(folder.resolve("tls.crt").toFile())
                    .build());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        channel.useTransportSecurity().intercept(MetadataUtils.newAttachHeadersInterceptor(headers));
    }
}
