package io.resforge.support.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An API server that answers anything, or nothing: a token is not wrong then, it cannot be told. */
class SilentClusterTest {

    private static final int PLACES = 16;

    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;
    private KubernetesClient client;
    private volatile int status = 201;
    private volatile String body = "";
    private volatile boolean silent;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            if (silent) {
                await();
            }
            byte[] bytes = body.getBytes(UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.setExecutor(threads);
        server.start();
        Config cluster = Config.empty();
        cluster.setMasterUrl("http://localhost:" + server.getAddress().getPort());
        client = TokenReviews.client(cluster);
    }

    @AfterEach
    void stop() {
        end.countDown();
        client.close();
        server.stop(0);
        threads.close();
    }

    private void await() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            500 | {"kind": "Status", "status": "Failure", "message": "etcd is gone"}
            503 | <html>no backend</html>
            429 | {}
            201 | ``
            201 | no JSON
            201 | []
            201 | {}
            201 | {"kind": "TokenReview", "apiVersion": "authentication.k8s.io/v1"}
            201 | {"kind": "TokenReview", "apiVersion": "authentication.k8s.io/v1", "status": {"authenticated": "perhaps"}}
            201 | {"kind": "TokenReview", "apiVersion": "authentication.k8s.io/v1", "status": {"authenticated": true, "audiences": ["resforge"]}}
            302 | {}
            """)
    void cannotTellAfterAnAnswerThatIsNone(int answered, String text) {
        status = answered;
        body = text;

        assertThatThrownBy(() -> reviews().account("a.b.c").get(10, SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(AccessRefused.class)
                .hasMessageContaining("the cluster does not answer")
                .extracting(failure ->
                        ((AccessRefused) failure).grpcStatus().getCode().name())
                .isEqualTo("UNAVAILABLE");
        assertThat(asked.get()).isEqualTo(1);
    }

    /** As Kubernetes answers where nothing knows the token: what is false is left out. */
    @Test
    void takesAnAnswerWithoutAWordForWrong() {
        body = "{\"kind\": \"TokenReview\", \"apiVersion\": \"authentication.k8s.io/v1\", \"status\": {\"user\": {}}}";
        assertThat(reviews().account("a.b.c").join()).isEmpty();
    }

    @Test
    void letsGoOfAllThatWaitForAClusterThatHangs() throws Exception {
        TokenReviews reviews = reviews();
        silent = true;
        Map<String, CompletableFuture<Optional<String>>> hanging = new LinkedHashMap<>();
        for (int token = 0; token < PLACES; token++) {
            hanging.put("a.b." + token, reviews.account("a.b." + token));
        }
        assertThatThrownBy(() -> reviews.account("a.b.more").get(1, SECONDS))
                .hasMessageContaining("too many are being checked");
        for (CompletableFuture<Optional<String>> waiting : hanging.values()) {
            assertThatThrownBy(() -> waiting.get(60, SECONDS)).hasCauseInstanceOf(AccessRefused.class);
        }
        // It is back, and no place is held.
        silent = false;
        body = """
                {"kind": "TokenReview", "apiVersion": "authentication.k8s.io/v1", "status": {"authenticated": true,
                 "audiences": ["resforge"], "user": {"username": "system:serviceaccount:here:bot"}}}
                """;
        for (int token = 0; token < PLACES; token++) {
            assertThat(reviews.account("d.e." + token).get(60, SECONDS)).contains("here/bot");
        }
    }

    private TokenReviews reviews() {
        return new TokenReviews(() -> client, List.of("resforge"), InstantSource.system());
    }
}
