package io.resforge.benchmarks.serving.server;

import io.resforge.v1.GetModelRequest;
import io.resforge.v1.InferenceServiceGrpc;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

/**
 * Our service, with what only it tells.
 *
 * @param http the port of its metrics
 * @param grpc the port of its gRPC server
 */
public record OurService(RunningServer server, int http, int grpc) implements AutoCloseable {

    /** The sum of a metric over all its labels; 0 if it is not there. */
    public double metric(String name) {
        return page().stream()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Whether there is such a metric. */
    public boolean hasMetric(String name) {
        return page().stream().anyMatch(line -> line.startsWith(name + "{") || line.startsWith(name + " "));
    }

    /** The number of the promotion that is live. */
    public long livePromotion() {
        return InferenceServiceGrpc.newBlockingStub(server.connections().channel(0))
                .getModel(GetModelRequest.getDefaultInstance())
                .getModel()
                .getPromotion();
    }

    private List<String> page() {
        URI uri = URI.create("http://127.0.0.1:" + http + "/q/metrics");
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpRequest request = HttpRequest.newBuilder(uri).build();
            return client.send(request, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("the service does not tell its metrics", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
