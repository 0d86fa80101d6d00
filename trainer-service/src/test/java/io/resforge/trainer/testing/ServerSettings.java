package io.resforge.trainer.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** Gives the server under test a folder and a port of its own, and quick looks at the store. */
public final class ServerSettings implements QuarkusTestResourceLifecycleManager {

    private Path home;

    @Override
    public Map<String, String> start() {
        try {
            home = Files.createTempDirectory("resforge-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of(
                "resforge.home", home.toString(),
                "resforge.worker.threads", "1",
                "resforge.worker.snapshot-interval", "100ms",
                "resforge.worker.java-options", "-XX:TieredStopAtLevel=1,-XX:+UseSerialGC",
                "resforge.poll.runs", "100ms",
                "resforge.poll.watch", "50ms",
                "quarkus.http.test-port", "0",
                "quarkus.grpc.server.test-port", Integer.toString(freePort()));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        try (Stream<Path> files = Files.walk(home)) {
            files.sorted(Comparator.reverseOrder()).forEach(ServerSettings::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
