package io.resforge.inference.app;



import io.resforge.registry.store.ObjectStore;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The surroundings of a rehearsal, which it leaves no trace in: a store of its own and ports that are free. */
public final class AotTraining implements AutoCloseable {

    private final Path home;
    private final FolderBucket bucket;
    private final int grpc;
    private final int http;

    private AotTraining(Path home, FolderBucket bucket, int grpc, int http) {
        this.home = home;
        this.bucket = bucket;
        this.grpc = grpc;
        this.http = http;
    }

    /** Prepares a store with a network to serve. */
    public static AotTraining prepare() throws IOException {
        Path home = Files.createTempDirectory("resforge-rehearsal");
        ObjectStore objects = ObjectStore.openOrCreate(home.resolve("store").toString());
        BlankNetwork.publish(objects);
        return new AotTraining(home, FolderBucket.serve(objects), freePort(), freePort());
    }

    /** What the service has to be told. */
    public Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(bucket.settings());
        settings.putAll(Map.of(
                "resforge.home", home.toString(),
                "resforge.cache", home.resolve("cache").toString(),
                "resforge.store", bucket.location(),
                "resforge.model", BlankNetwork.MODEL,
                // There is nothing to choose from on a machine that only builds.
                "resforge.engine", "onnx",
                "quarkus.grpc.server.host", "127.0.0.1",
                "quarkus.grpc.server.port", Integer.toString(grpc),
                "quarkus.http.host", "127.0.0.1",
                "quarkus.http.port", Integer.toString(http)));
        return settings;
    }

    /** Where the service will be asked over gRPC. */
    public int grpcPort() {
        return grpc;
    }

    /** An image that the service can classify. */
    public byte[] image() {
        return BlankNetwork.image();
    }

    /** Asks for what a platform asks for first. */
    public void probe() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (String path : List.of("/q/health/started", "/q/health/ready", "/q/health/live", "/q/metrics")) {
                URI uri = URI.create("http://127.0.0.1:" + http + path);
                client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding());
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        bucket.close();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
