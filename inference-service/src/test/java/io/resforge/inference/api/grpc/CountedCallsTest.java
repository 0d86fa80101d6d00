package io.resforge.inference.api.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.health.v1.HealthGrpc;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.resforge.inference.api.CallDrain;
import io.resforge.inference.api.grpc.ServerFront.CountedCalls;
import io.resforge.inference.telemetry.CallMetrics;
import io.resforge.oip.GRPCInferenceServiceGrpc;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.ClassifyResponse;
import io.resforge.v1.InferenceServiceGrpc;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class CountedCallsTest {

    private final CallDrain calls = new CallDrain();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final CountedCalls interceptor = new CountedCalls(calls, new CallMetrics(registry));

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

    @Test
    void tellsOnceOfEachCallHowItEnded() {
        // Given: one that is answered, one that is refused, and one whose caller goes
        AtomicReference<ServerCall<?, ?>> started = new AtomicReference<>();
        ServerCall.Listener<ClassifyRequest> answered = begin(classify(), started);
        started.get().close(Status.OK, new Metadata());
        answered.onComplete();
        begin(classify(), started);
        started.get().close(Status.INVALID_ARGUMENT, new Metadata());
        begin(classify(), started).onCancel();
        started.get().close(Status.OK, new Metadata());
        begin(new FakeCall<>(GRPCInferenceServiceGrpc.getModelInferMethod()), started);
        started.get().close(Status.INTERNAL, new Metadata());
        // Then
        assertThat(calls("Classify", "OK")).isEqualTo(1);
        assertThat(calls("Classify", "INVALID_ARGUMENT")).isEqualTo(1);
        assertThat(calls("Classify", "CANCELLED")).isEqualTo(1);
        assertThat(calls("ModelInfer", "INTERNAL")).isEqualTo(1);
        assertThat(registry.get("resforge.inference.call.duration")
                        .tags("protocol", "grpc", "method", "Classify")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    private double calls(String method, String code) {
        return registry.get("resforge.inference.calls")
                .tags("protocol", "grpc", "method", method, "code", code)
                .counter()
                .count();
    }

    private <Q, R> ServerCall.Listener<Q> begin(FakeCall<Q, R> call, AtomicReference<ServerCall<?, ?>> started) {
        return interceptor.intercept(call, new Metadata(), (measured, headers) -> {
            started.set(measured);
            return new ServerCall.Listener<>() {};
        });
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
