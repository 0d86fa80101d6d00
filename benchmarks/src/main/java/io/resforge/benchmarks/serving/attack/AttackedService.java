package io.resforge.benchmarks.serving.attack;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.resforge.benchmarks.serving.load.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/**
 * The service that attacks go against, as a stranger reaches it.
 *
 * @param http its port for HTTP
 * @param grpc its port for gRPC
 */
public record AttackedService(int http, int grpc, HttpClient client, ManagedChannel channel) {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int CONNECT_MILLIS = 5_000;

    /** An open socket to one of its ports. */
    Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress("127.0.0.1", port), CONNECT_MILLIS);
        socket.setSoTimeout(CONNECT_MILLIS);
        return socket;
    }

    /** A socket to the port for HTTP over which a text was sent. */
    Socket say(String text) throws IOException {
        Socket socket = connect(http);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    /** What comes of a request: its status, or what became of its connection. */
    String request(String method, String path, byte[] body, String... headers) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + path))
                .timeout(TIMEOUT)
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return Integer.toString(client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode());
        } catch (IOException e) {
            return "cut off";
        }
    }

    /** A page. */
    String page(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + path))
                .timeout(TIMEOUT)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    /** The sum of a metric over all its labels. */
    public double metric(String name) throws IOException, InterruptedException {
        return page("/q/metrics")
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** What comes of a unary call whose message is these bytes. */
    Status.Code call(String method, byte[] message, String compression) {
        CallOptions options = CallOptions.DEFAULT
                .withDeadlineAfter(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .withCompression(compression);
        try {
            ClientCalls.blockingUnaryCall(channel, Request.of(method, message).method(), options, message);
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }

    static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }
}
