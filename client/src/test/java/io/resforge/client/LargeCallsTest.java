package io.resforge.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.resforge.testing.FakeInference;
import io.resforge.testing.FakeServer;
import io.resforge.testing.Relay;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.ClassifyResponse;
import io.resforge.v1.Image;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls as large as servers take them, in a rolling restart. */
@Timeout(60)
class LargeCallsTest {

    private static final Image MEGABYTES = Image.newBuilder()
            .setEncoded(ByteString.copyFrom(new byte[8 << 20]))
            .build();

    private final FakeInference leaving = new FakeInference();
    private final FakeInference staying = new FakeInference();
    private final FakeServer one = FakeServer.of(leaving);
    private final Relay wire = new Relay(one.port());
    private final FakeServer two = FakeServer.of(staying);

    @AfterEach
    void close() {
        wire.close();
        one.close();
        two.close();
    }

    @Test
    void triesTheLargestCallAgainThatAServerTakes() {
        // Given
        leaving.classify.failing(
                2, Status.UNAVAILABLE.withDescription("going down").asRuntimeException());
        Image largest = Image.newBuilder()
                .setEncoded(ByteString.copyFrom(new byte[(32 << 20) - 64]))
                .build();
        try (ResForgeClient client =
                ResForgeClient.builder().inference(one.address()).build()) {
            // When
            ClassifyResponse answer = client.inference().classify(largest);
            // Then
            assertThat(answer.getPredictionsCount()).isEqualTo(1);
            assertThat(leaving.classify.asked()).hasSize(3).allMatch(asked -> asked.getImages(0)
                    .equals(largest));
        }
    }

    @Test
    void losesNoLargeCallsThatAreUnderWayWhenTheirServerIsKilled() throws Exception {
        losesNoneWhen(wire::close);
    }

    @Test
    void losesNoLargeCallsThatAreUnderWayWhenTheirServerBreaksThemOff() throws Exception {
        losesNoneWhen(one::close);
    }

    private void losesNoneWhen(Runnable serverGoes) throws Exception {
        int calls = 6;
        ExecutorService callers = Executors.newFixedThreadPool(calls);
        try (ResForgeClient client = ResForgeClient.builder()
                .inference(wire.address(), two.address())
                .build()) {
            // Given
            callUntilBothAnswered(client);
            leaving.holdCalls();
            int before = staying.classify.asked().size();
            List<Future<ClassifyResponse>> answers = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                answers.add(callers.submit(() -> client.inference()
                        .classify(ClassifyRequest.newBuilder()
                                .addImages(MEGABYTES)
                                .build())));
            }
            leaving.awaitHeldCall();
            // When
            serverGoes.run();
            // Then
            for (Future<ClassifyResponse> answer : answers) {
                assertThat(answer.get(30, TimeUnit.SECONDS).getPredictionsCount())
                        .isEqualTo(1);
            }
            assertThat(staying.classify.asked()).hasSize(before + calls);
        } finally {
            callers.shutdownNow();
        }
    }

    /** Connections are made in the background. */
    private void callUntilBothAnswered(ResForgeClient client) {
        while (leaving.classify.asked().isEmpty() || staying.classify.asked().isEmpty()) {
            client.inference().classify();
        }
    }
}
