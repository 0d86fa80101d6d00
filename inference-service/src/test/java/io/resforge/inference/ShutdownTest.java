package io.resforge.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.resforge.inference.api.CallDrain;
import io.resforge.inference.models.ServedModels;
import io.resforge.inference.testing.FakeEngine;
import io.resforge.inference.testing.FakeModels;
import io.resforge.inference.testing.ImageFiles;
import io.resforge.inference.testing.ServiceClient;
import io.resforge.inference.testing.TestSlots;
import io.resforge.inference.testing.Workplace;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.ClassifyResponse;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A service that goes down. Its one test has it to itself, for it does not come up again. */
@QuarkusTest
@QuarkusTestResource(value = Workplace.class, restrictToAnnotatedClass = true)
@TestProfile(ShutdownTest.OfItsOwn.class)
@Timeout(60)
class ShutdownTest {

    private static final ClassifyRequest IMAGE = ServiceClient.request(ServiceClient.raw(new byte[3072]));

    private static final String TURNED_AWAY = "resforge_inference_calls_total{code=\"UNAVAILABLE\",method=\"Classify\","
            + "model=\"cifar10\",protocol=\"http\"}";

    /** Restarts the service. */
    public static class OfItsOwn implements QuarkusTestProfile {}

    @Inject
    CallDrain calls;

    @Inject
    ServedModels models;

    @Test
    void answersWhatIsUnderWayAndTurnsAwayWhatComesAfterwards() throws Exception {
        // Given
        FakeEngine engine = new FakeEngine(1);
        engine.hold();
        TestSlots.fill(models.model("").slot(), FakeModels.live(1), engine);
        try (ServiceClient client = new ServiceClient()) {
            CompletableFuture<HttpResponse<byte[]>> overHttp = CompletableFuture.supplyAsync(
                    () -> client.post("/v1/classify", ImageFiles.png(32, 32), "Content-Type", "image/png"));
            engine.awaitBatch();
            CompletableFuture<ClassifyResponse> underWay = CompletableFuture.supplyAsync(() ->
                    client.inference().withDeadlineAfter(30, TimeUnit.SECONDS).classify(IMAGE));
            engine.awaitBatch();
            // When
            assertThat(calls.drain(Duration.ZERO)).isEqualTo(2);
            // Then
            assertTurnedAway(client.failure(IMAGE));
            assertTurnedAway(catchThrowableOfType(
                    StatusRuntimeException.class,
                    () -> HealthGrpc.newBlockingStub(client.channel()).check(HealthCheckRequest.getDefaultInstance())));
            HttpResponse<String> late = client.get("/v1/models");
            assertThat(late.statusCode()).isEqualTo(503);
            assertThat(late.headers().firstValue("Connection")).hasValue("close");
            assertThat(late.body()).contains("the server is shutting down");
            assertThat(client.post("/v1/classify", ImageFiles.png(32, 32), "Content-Type", "image/png")
                            .statusCode())
                    .isEqualTo(503);
            // Counted once the answer is out, which the client may have before.
            await().atMost(Duration.ofSeconds(50)).until(() -> client.metric(TURNED_AWAY) == 1);
            engine.release(2);
            assertThat(overHttp.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            assertThat(underWay.get(60, TimeUnit.SECONDS).getPredictionsCount()).isEqualTo(1);
            assertThat(calls.drain(Duration.ofSeconds(10))).isZero();
        } finally {
            engine.release(2);
        }
    }

    private static void assertTurnedAway(StatusRuntimeException failure) {
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(failure.getStatus().getDescription()).isEqualTo("the server is shutting down");
    }
}
