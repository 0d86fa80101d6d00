package io.resforge.inference;

import static io.resforge.inference.testing.JsonAnswers.ok;
import static io.resforge.inference.testing.JsonAnswers.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.resforge.inference.api.CallDrain;
import io.resforge.inference.batching.Batcher;
import io.resforge.inference.batching.Caller;
import io.resforge.inference.batching.Reservation;
import io.resforge.inference.models.ServedModels;
import io.resforge.inference.testing.FakeEngine;
import io.resforge.inference.testing.FakeModels;
import io.resforge.inference.testing.ImageFiles;
import io.resforge.inference.testing.ServiceClient;
import io.resforge.inference.testing.TestSlots;
import io.resforge.inference.testing.Workplace;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of HTTP requests when there is too much of them, and when their clients hang up. */
@QuarkusTest
@QuarkusTestResource(Workplace.class)
@Timeout(60)
class HttpOverloadTest extends RunningService {

    private static final byte[] PICTURE = ImageFiles.png(32, 32);
    private static final String CLASSIFY =
            "POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n";
    private static final int LARGEST = 32 << 20;

    @Inject
    Batcher batcher;

    @Inject
    ServedModels models;

    @Inject
    CallDrain calls;

    @Test
    void turnsCallsAwayWhenTheQueueIsFullAndSaysWhenToTryAgain() throws Exception {
        // Given
        Reservation all =
                batcher.admit(config.batching().queueCapacity(), Caller.of("another", Caller.LONGEST_TIMEOUT));
        // When
        HttpResponse<byte[]> refusal = classify();
        // Then
        assertThat(refusal.statusCode()).isEqualTo(429);
        assertThat(refusal.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isPositive();
        var body = read(new String(refusal.body(), StandardCharsets.UTF_8));
        assertThat(body.at("/status").asText()).isEqualTo("RESOURCE_EXHAUSTED");
        assertThat(body.at("/retry_after_ms").asLong()).isPositive();
        all.cancel();
        assertThat(ok(classify()).at("/predictions")).hasSize(1);
    }

    @Test
    void neverComputesACallWhoseClientHangsUp() throws Exception {
        // Given: every worker is busy
        FakeEngine engine = new FakeEngine(1);
        engine.hold();
        TestSlots.fill(models.model("").slot(), FakeModels.live(1000), engine);
        int workers = config.batching().workers().orElseThrow();
        try (ExecutorService callers = Executors.newFixedThreadPool(workers)) {
            for (int i = 0; i < workers; i++) {
                callers.submit(
                        () -> client.inference().classify(ServiceClient.request(ServiceClient.raw(new byte[3072]))));
                engine.awaitBatch();
            }
            try (Socket hasty = connect()) {
                send(hasty, CLASSIFY + "Content-Length: " + PICTURE.length + "\r\n\r\n", PICTURE);
                await().atMost(Duration.ofSeconds(60)).until(() -> batcher.depth() == 1);
                // When
            }
            // Then: its room is free though every worker is still busy
            await().atMost(Duration.ofSeconds(60)).until(() -> batcher.depth() == 0);
            engine.release(workers);
        } finally {
            engine.release(100);
        }
        assertNothingIsLeft();
        assertThat(engine.batches()).hasSize(workers);
    }

    @Test
    void forgetsARequestWhoseClientHangsUpWithinTheBody() throws Exception {
        try (Socket hasty = connect()) {
            // Given: a body that is being read
            send(hasty, CLASSIFY + "Expect: 100-continue\r\nContent-Length: 1000000\r\n\r\n");
            assertThat(hasty.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 100");
            send(hasty, "", PICTURE);
            // When
        }
        // Then
        assertNothingIsLeft();
    }

    @Test
    void endsABodyThatIsTooLargeWithoutHavingSaidSo() throws Exception {
        try (Socket endless = connect()) {
            // When
            send(endless, CLASSIFY + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(LARGEST + 1) + "\r\n");
            send(endless, "", new byte[LARGEST + 1]);
            // Then
            assertThat(error(endless))
                    .startsWith("HTTP/1.1 413 ")
                    .contains("\"error\":\"a body must have at most 33554432 bytes, had more\"");
        }
        assertNothingIsLeft();
    }

    private HttpResponse<byte[]> classify() {
        return client.post("/v1/classify", PICTURE, "Content-Type", "image/png");
    }

    private void assertNothingIsLeft() throws InterruptedException {
        assertThat(calls.awaitQuiet(Duration.ofMillis(1), Duration.ofSeconds(20)))
                .as("no call is under way any more")
                .isTrue();
    }

    private static Socket connect() throws IOException {
        Socket server = new Socket("localhost", ServiceClient.port("http"));
        server.setSoTimeout(20_000);
        return server;
    }

    /** The connection stays, for the body has not ended. */
    private static String error(Socket server) throws IOException {
        StringBuilder answer = new StringBuilder();
        byte[] some = new byte[4096];
        while (answer.indexOf("}") < 0) {
            int read = server.getInputStream().read(some);
            assertThat(read).as("%s", answer).isPositive();
            answer.append(new String(some, 0, read, StandardCharsets.UTF_8));
        }
        return answer.toString();
    }

    private static void send(Socket server, String head, byte... body) throws IOException {
        OutputStream out = server.getOutputStream();
        out.write(head.getBytes(StandardCharsets.UTF_8));
        out.write(body);
        out.flush();
    }
}
