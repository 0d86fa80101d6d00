package io.resforge.inference.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.resforge.registry.store.ObjectStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A store's objects as a read-only S3 server: loading the SDK is a good part of most services' start. */
final class FolderBucket implements AutoCloseable {

    private static final String BUCKET = "rehearsal";
    private static final String PATH = "/" + BUCKET + "/";
    private static final String PREFIX = "prefix=";
    private static final byte[] MISSING =
            "<Error><Code>NoSuchKey</Code><Message>there is no such object</Message></Error>"
                    .getBytes(StandardCharsets.UTF_8);

    private final ObjectStore objects;
    private final HttpServer server;

    private FolderBucket(ObjectStore objects, HttpServer server) {
        this.objects = objects;
        this.server = server;
    }

    /** Serves a store's objects on a free port of this machine. */
    static FolderBucket serve(ObjectStore objects) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        FolderBucket bucket = new FolderBucket(objects, server);
        server.createContext("/", bucket::answer);
        server.start();
        return bucket;
    }

    String location() {
        return "s3://" + BUCKET;
    }

    /** How the SDK reaches it, as system properties. */
    Map<String, String> settings() {
        return Map.of(
                "aws.endpointUrlS3",
                "http://127.0.0.1:" + server.getAddress().getPort(),
                "aws.region",
                "us-east-1",
                "aws.accessKeyId",
                BUCKET,
                "aws.secretAccessKey",
                BUCKET);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            Optional<byte[]> found = path.startsWith(PATH) && path.length() > PATH.length()
                    ? objects.get(path.substring(PATH.length()))
                    : Optional.of(list(exchange.getRequestURI().getQuery()));
            byte[] body = found.orElse(MISSING);
            exchange.getResponseHeaders().set("ETag", "\"" + body.length + "\"");
            exchange.sendResponseHeaders(found.isPresent() ? 200 : 404, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private byte[] list(String query) {
        String prefix = Arrays.stream(query.split("&"))
                .filter(parameter -> parameter.startsWith(PREFIX))
                .map(parameter -> parameter.substring(PREFIX.length()))
                .findFirst()
                .orElse("");
        return objects.list(prefix).stream()
                .map(key -> "<Contents><Key>" + key + "</Key></Contents>")
                .collect(Collectors.joining(
                        "", "<ListBucketResult><IsTruncated>false</IsTruncated>", "</ListBucketResult>"))
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
