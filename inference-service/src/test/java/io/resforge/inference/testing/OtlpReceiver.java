package io.resforge.inference.testing;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Takes what OpenTelemetry sends, over HTTP, and turns traces and the log of predictions on. */
public final class OtlpReceiver implements QuarkusTestResourceLifecycleManager {

    /** Shared with the test, which another class loader loads. */
    private static final String RECEIVED = "resforge.test.otlp";

    private static final List<String> SETTINGS =
            List.of("otel.exporter.otlp.endpoint", "otel.exporter.otlp.protocol", "otel.bsp.schedule.delay");

    private final Queue<String> bodies = new ConcurrentLinkedQueue<>();
    private HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/traces", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        System.getProperties().put(RECEIVED, bodies);
        System.setProperty(
                SETTINGS.get(0), "http://localhost:" + server.getAddress().getPort());
        System.setProperty(SETTINGS.get(1), "http/protobuf");
        System.setProperty(SETTINGS.get(2), "20");
        return Map.of("resforge.log.predictions", "true");
    }

    @Override
    public void stop() {
        SETTINGS.forEach(System::clearProperty);
        System.getProperties().remove(RECEIVED);
        server.stop(0);
    }

    /** Whether spans of this name came; names lie in the messages as they are. */
    @SuppressWarnings("unchecked")
    public static boolean received(String name) {
        Queue<String> bodies = (Queue<String>) System.getProperties().get(RECEIVED);
        return bodies.stream().anyMatch(body -> body.contains(name));
    }
}
