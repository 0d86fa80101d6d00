package io.resforge.spine;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import io.resforge.cli.local.ServiceProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What a platform asks a service: its health, its metrics, what it offers. */
final class Probes implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final ManagedChannel channel;
    private final URI metrics;

    Probes(ServiceProcess service) {
        channel = Grpc.newChannelBuilder(service.address(), InsecureChannelCredentials.create())
                .build();
        metrics = service.metrics();
    }

    /** The channel to the service, for calls as any gRPC client would make them. */
    ManagedChannel channel() {
        return channel;
    }

    /** Gets a page such as {@code /q/health}. */
    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(metrics.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The status that a body is answered with. */
    int post(String path, byte[] body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(metrics.resolve(path))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    /** The lines of the metrics page that begin so. */
    List<String> metrics(String prefix) throws IOException, InterruptedException {
        return get("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(prefix))
                .toList();
    }

    /** The health of a service by its full name; empty stands for the whole server. */
    ServingStatus health(String service) {
        HealthCheckRequest request =
                HealthCheckRequest.newBuilder().setService(service).build();
        return HealthGrpc.newBlockingStub(channel)
                .withDeadlineAfter(Until.LONGEST_SECONDS, TimeUnit.SECONDS)
                .check(request)
                .getStatus();
    }

    /** Each health of the whole server as it changes. */
    Iterator<HealthCheckResponse> watchHealth() {
        return HealthGrpc.newBlockingStub(channel)
                .withDeadlineAfter(2 * Until.LONGEST_SECONDS, TimeUnit.SECONDS)
                .watch(HealthCheckRequest.getDefaultInstance());
    }

    /** The names of the services that reflection tells. */
    List<String> services() throws Exception {
        CompletableFuture<List<String>> names = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> questions =
                ServerReflectionGrpc.newStub(channel).serverReflectionInfo(new Names(names));
        questions.onNext(
                ServerReflectionRequest.newBuilder().setListServices("").build());
        questions.onCompleted();
        return names.get(Until.LONGEST_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private record Names(CompletableFuture<List<String>> names) implements StreamObserver<ServerReflectionResponse> {

        @Override
        public void onNext(ServerReflectionResponse answer) {
            names.complete(answer.getListServicesResponse().getServiceList().stream()
                    .map(ServiceResponse::getName)
                    .toList());
        }

        @Override
        public void onError(Throwable failure) {
            names.completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {
            names.completeExceptionally(new IllegalStateException("no answer"));
        }
    }
}
