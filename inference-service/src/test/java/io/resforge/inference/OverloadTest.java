package io.resforge.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.resforge.inference.batching.Batcher;
import io.resforge.inference.batching.Caller;
import io.resforge.inference.batching.Reservation;
import io.resforge.inference.models.ServedModels;
import io.resforge.inference.testing.FakeEngine;
import io.resforge.inference.testing.FakeModels;
import io.resforge.inference.testing.ServiceClient;
import io.resforge.inference.testing.TestSlots;
import io.resforge.inference.testing.Workplace;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.ClassifyResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What callers are answered when the server is busy or its engine fails. */
@QuarkusTest
@QuarkusTestResource(Workplace.class)
@Timeout(60)
class OverloadTest extends RunningService {

    private static final ClassifyRequest IMAGE = ServiceClient.request(ServiceClient.raw(new byte[3072]));

    @Inject
    Batcher batcher;

    @Inject
    ServedModels models;

    @Test
    void turnsCallsAwayWhenTheQueueIsFullAndSaysWhenToTryAgain() throws Exception {
        // Given
        Reservation all =
                batcher.admit(config.batching().queueCapacity(), Caller.of("another", Caller.LONGEST_TIMEOUT));
        // When
        StatusRuntimeException refusal = client.failure(IMAGE);
        // Then
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        RetryInfo retry = ServiceClient.detail(refusal, RetryInfo.class);
        assertThat(retry.getRetryDelay().getSeconds() + retry.getRetryDelay().getNanos())
                .isPositive();
        all.cancel();
        assertThat(client.classify(1).getPredictionsCount()).isEqualTo(1);
    }

    @Test
    void neverComputesACallWhoseDeadlineHasPassed() throws Exception {
        // Given: every worker is busy
        FakeEngine engine = new FakeEngine(1);
        engine.hold();
        TestSlots.fill(models.model("").slot(), FakeModels.live(1000), engine);
        int workers = config.batching().workers().orElseThrow();
        List<Future<ClassifyResponse>> held = new ArrayList<>();
        try (ExecutorService callers = Executors.newFixedThreadPool(workers)) {
            for (int i = 0; i < workers; i++) {
                held.add(callers.submit(() -> client.inference().classify(IMAGE)));
                engine.awaitBatch();
            }
            // When
            StatusRuntimeException late = catchThrowableOfType(StatusRuntimeException.class, () -> client.inference()
                    .withDeadlineAfter(50, TimeUnit.MILLISECONDS)
                    .classify(IMAGE));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> batcher.depth() == 0); // its room is free though every worker is still busy
            engine.release(workers);
            // Then
            assertThat(late.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
            for (Future<ClassifyResponse> call : held) {
                assertThat(call.get().getPredictionsCount()).isEqualTo(1);
            }
            assertThat(engine.batches()).hasSize(workers);
        } finally {
            engine.release(100);
        }
    }

    @Test
    void forgetsTheRequestsOfAStreamThatItsClientCancels() throws Exception {
        // Given: every worker is busy, and requests of a stream wait
        FakeEngine engine = new FakeEngine(1);
        engine.hold();
        TestSlots.fill(models.model("").slot(), FakeModels.live(1000), engine);
        int workers = config.batching().workers().orElseThrow();
        try (ExecutorService callers = Executors.newFixedThreadPool(workers)) {
            for (int i = 0; i < workers; i++) {
                callers.submit(() -> client.inference().classify(IMAGE));
                engine.awaitBatch();
            }
            StreamObserver<ClassifyRequest> stream = client.asynchronous().classifyStream(new Ignoring());
            for (int i = 0; i < 5; i++) {
                stream.onNext(IMAGE);
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> batcher.depth() == 5);
            // When
            stream.onError(Status.CANCELLED.asRuntimeException());
            // Then
            await().atMost(Duration.ofSeconds(60)).until(() -> batcher.depth() == 0);
            engine.release(workers);
        } finally {
            engine.release(100);
        }
        assertThat(engine.batches()).hasSize(workers);
    }

    private static final class Ignoring implements StreamObserver<ClassifyResponse> {

        @Override
        public void onNext(ClassifyResponse response) {}

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {}
    }

    @Test
    void answersOnlyInternalWhenTheEngineFailsAndGoesOn() {
        // Given
        FakeEngine engine = new FakeEngine(1);
        TestSlots.fill(models.model("").slot(), FakeModels.live(1000), engine);
        engine.fail(new IllegalStateException("the engine broke"));
        // When
        StatusRuntimeException failed = client.failure(IMAGE);
        // Then
        assertThat(failed.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
        engine.fail(null);
        assertThat(client.inference().classify(IMAGE).getPredictionsCount()).isEqualTo(1);
    }
}
