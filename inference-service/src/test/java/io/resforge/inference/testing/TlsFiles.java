package io.resforge.inference.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.resforge.testing.TestCa;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Gives the service under test a certificate, and clients' CA, in a folder that a test finds by the settings. */
public final class TlsFiles implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory("resforge-tls");
            TestCa ca = new TestCa("first");
            ca.issue("inference", "localhost").writeTo(folder, "server");
            return Map.of(
                    "resforge.tls.certificate", folder.resolve("server.crt").toString(),
                    "resforge.tls.key", folder.resolve("server.key").toString(),
                    "resforge.tls.client-ca",
                            ca.writeTo(folder.resolve("clients.crt")).toString(),
                    "resforge.tls.client-certificates", "optional",
                    "quarkus.tls.reload-period", "50ms",
                    "quarkus.tls.handshake-timeout", "2s",
                    "resforge.limits.header-time", "2s");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        // The files are few, and temporary.
    }
}
