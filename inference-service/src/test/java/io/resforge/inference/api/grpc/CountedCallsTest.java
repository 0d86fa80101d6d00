package io.resforge.inference.api.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.health.v1.HealthGrpc;
import io.resforge.inference.api.CallDrain;
import io.resforge.oip.GRPCInferenceServiceGrpc;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.ClassifyResponse;
import io.resforge.v1.InferenceServiceGrpc;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CountedCallsTest {

    private final CallDrain calls = new CallDrain();
    private final CountedCalls interceptor = new CountedCalls(calls);

    @Test
    void waitsForTheCallsThatAreUnderWay() throws Exception {
        // Given
        ServerCall.Listener<ClassifyRequest> answered = begin(classify());
        ServerCall.Listener<ClassifyRequest> cancelled = begin(classify());
        CompletableFuture<Integer> left = CompletableFuture.supplyAsync(() -> drain(Duration.ofHours(1)));
        // When
        answered.onComplete();
        cancelled.onCancel();
        // Then
        assertThat(left.get()).isZero();
    }

    @Test
    void saysHowManyWereLeftWhenItsTimeWasUp() {
        // Given
        begin(classify());
        // Then
        assertThat(drain(Duration.ofMillis(1))).isEqualTo(1);
    }

    @Test
    void countsTheCallsOfBothServices() {
        // Given
        begin(classify());
        begin(new FakeCall<>(GRPCInferenceServiceGrpc.getModelInferMethod()));
        // Then
        assertThat(drain(Duration.ZERO)).isEqualTo(2);
    }

    @Test
    void turnsAwayWhatComesAfterwards() {
        // Given
        drain(Duration.ZERO);
        FakeCall<?, ?> late = classify();
        // When
        begin(late);
        // Then
        assertThat(late.closed.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(late.closed.getDescription()).isEqualTo("the server is shutting down");
        assertThat(drain(Duration.ZERO)).isZero();
    }

    @Test
    void doesNotWaitForAHealthWatchThatNeverEnds() {
        // Given
        begin(new FakeCall<>(HealthGrpc.getWatchMethod()));
        // Then
        assertThat(drain(Duration.ofHours(1))).isZero();
    }

    private static FakeCall<ClassifyRequest, ClassifyResponse> classify() {
        return new FakeCall<>(InferenceServiceGrpc.getClassifyMethod());
    }

    private <Q, R> ServerCall.Listener<Q> begin(FakeCall<Q, R> call) {
        return interceptor.intercept(call, new Metadata(), (started, headers) -> new ServerCall.Listener<>() {});
    }

    private int drain(Duration atMost) {
        try {
            return calls.drain(atMost);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static final class FakeCall<Q, R> extends ServerCall<Q, R> {

        private final MethodDescriptor<Q, R> method;
        private Status closed;

        FakeCall(MethodDescriptor<Q, R> method) {
            this.method = method;
        }

        @Override
        public void close(Status status, Metadata trailers) {
            closed = status;
        }

        @Override
        public void request(int count) {}

        @Override
        public void sendHeaders(Metadata headers) {}

        @Override
        public void sendMessage(R message) {}

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public MethodDescriptor<Q, R> getMethodDescriptor() {
            return method;
        }
    }
}
