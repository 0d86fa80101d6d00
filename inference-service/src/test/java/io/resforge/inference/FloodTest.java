package io.resforge.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.resforge.inference.testing.ServiceClient;
import io.resforge.inference.testing.Workplace;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that are nearly nothing, in numbers. */
@QuarkusTest
@QuarkusTestResource(Workplace.class)
@Timeout(60)
class FloodTest extends RunningService {

    @Test
    void answersAllWhoAskForMetricsAtOnceInTheFormatThatEachReads() {
        try (HttpClient http = HttpClient.newHttpClient()) {
            List<CompletableFuture<HttpResponse<String>>> open = metrics(http, "application/openmetrics-text");
            List<CompletableFuture<HttpResponse<String>>> text = metrics(http, "text/plain");
            assertThat(open).allSatisfy(answer -> {
                assertThat(answer.join().statusCode()).isEqualTo(200);
                assertThat(answer.join().headers().firstValue("Content-Type"))
                        .hasValueSatisfying(type -> assertThat(type).startsWith("application/openmetrics-text"));
                assertThat(answer.join().body())
                        .contains("resforge_inference_connections")
                        .endsWith("# EOF\n");
            });
            assertThat(text).allSatisfy(answer -> {
                assertThat(answer.join().statusCode()).isEqualTo(200);
                assertThat(answer.join().headers().firstValue("Content-Type"))
                        .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
                assertThat(answer.join().body())
                        .contains("resforge_inference_connections")
                        .doesNotContain("# EOF");
            });
        }
    }

    private static List<CompletableFuture<HttpResponse<String>>> metrics(HttpClient http, String type) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + ServiceClient.port("http") + "/q/metrics"))
                .header("Accept", type)
                .build();
        return Stream.generate(() -> http.sendAsync(request, HttpResponse.BodyHandlers.ofString()))
                .limit(40)
                .toList();
    }
}
