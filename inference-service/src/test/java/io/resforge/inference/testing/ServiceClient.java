package io.resforge.inference.testing;

import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.ClassifyResponse;
import io.resforge.v1.GetModelRequest;
import io.resforge.v1.Image;
import io.resforge.v1.InferenceServiceGrpc;
import io.resforge.v1.InferenceServiceGrpc.InferenceServiceBlockingStub;
import io.resforge.v1.Model;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.ConfigProvider;

/** A client of the service under test, over its real ports. */
public final class ServiceClient implements AutoCloseable {

    private final ManagedChannel channel = ManagedChannelBuilder.forAddress("localhost", port("grpc.server"))
            .usePlaintext()
            .build();
    private final HttpClient http = HttpClient.newHttpClient();

    public ManagedChannel channel() {
        return channel;
    }

    /** Calls that have 10 s each. */
    public InferenceServiceBlockingStub inference() {
        return InferenceServiceGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
    }

    public InferenceServiceGrpc.InferenceServiceStub asynchronous() {
        return InferenceServiceGrpc.newStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
    }

    /** Classifies one image of random pixels. */
    public ClassifyResponse classify(long seed) {
        return inference().classify(request(seed));
    }

    /** A request for one image of random pixels and all classes. */
    public static ClassifyRequest request(long seed) {
        return ClassifyRequest.newBuilder()
                .addImages(raw(TinyNetwork.pixels(seed)))
                .setTopK(TinyNetwork.LABELS.size())
                .build();
    }

    /** A request for this image. */
    public static ClassifyRequest request(Image image) {
        return ClassifyRequest.newBuilder().addImages(image).build();
    }

    /** What comes of a request that fails. */
    public StatusRuntimeException failure(ClassifyRequest request) {
        return catchThrowableOfType(
                StatusRuntimeException.class, () -> inference().classify(request));
    }

    /** The first google.rpc detail of a failure. */
    public static <T extends Message> T detail(StatusRuntimeException failure, Class<T> type) {
        Any detail = StatusProto.fromThrowable(failure).getDetails(0);
        try {
            return detail.unpack(type);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(detail.getTypeUrl(), e);
        }
    }

    public static Image raw(byte[] pixels) {
        return Image.newBuilder().setRaw(ByteString.copyFrom(pixels)).build();
    }

    public static Image encoded(byte[] file) {
        return Image.newBuilder().setEncoded(ByteString.copyFrom(file)).build();
    }

    public Model model() {
        return inference().getModel(GetModelRequest.getDefaultInstance()).getModel();
    }

    /** Waits until the service serves this version. */
    public void awaitLive(String version) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(10))
                .ignoreExceptionsMatching(StatusRuntimeException.class::isInstance)
                .until(() -> model().getLive().getVersion().equals(version));
    }

    /** Waits until this version is the only one that is loaded: the one before stays a moment longer than it is live. */
    public void awaitOnly(String version) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> model().getVersionsList().stream()
                        .map(loaded -> loaded.getVersion().getVersion())
                        .toList()
                        .equals(List.of(version)));
    }

    /** Waits until the service has refused this version. */
    public void awaitRefused(String version) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> model().getRefusedList().stream()
                        .anyMatch(refused -> refused.getVersion().equals(version)));
    }

    /** The body of an HTTP page. */
    public String page(String path) {
        return get(path).body();
    }

    /** The status of an HTTP page. */
    public int status(String path) {
        return get(path).statusCode();
    }

    /** The value of a metric whose line begins so; 0 if there is none. */
    public double metric(String line) {
        Matcher matcher =
                Pattern.compile("(?m)^" + Pattern.quote(line) + " (.*)$").matcher(page("/q/metrics"));
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
    }

    @Override
    public void close() {
        channel.shutdownNow();
        http.close();
    }

    /** Posts a body; of the headers, every second is a value. */
    public HttpResponse<byte[]> post(String path, byte[] body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        return send(headers.length == 0 ? request : request.headers(headers), HttpResponse.BodyHandlers.ofByteArray());
    }

    /** An HTTP page. */
    public HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(uri(path)), HttpResponse.BodyHandlers.ofString());
    }

    private static URI uri(String path) {
        return URI.create("http://localhost:" + port("http") + path);
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request.timeout(Duration.ofSeconds(20)).build(), handler);
        } catch (IOException e) {
            throw new IllegalStateException(request.build().toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Where the service listens: with {@code http} or its {@code grpc.server}. */
    public static int port(String server) {
        return ConfigProvider.getConfig().getValue("quarkus." + server + ".test-port", Integer.class);
    }
}
