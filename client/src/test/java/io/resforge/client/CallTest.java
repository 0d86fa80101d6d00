package io.resforge.client;

import static io.resforge.testing.ServerErrors.status;
import static io.resforge.testing.ServerErrors.wrong;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.RetryInfo;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.resforge.testing.FakeInference;
import io.resforge.testing.FakeServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallTest {

    private static final byte[] PIXELS = new byte[32 * 32 * 3];

    private final FakeInference service = new FakeInference();
    private final FakeServer server = FakeServer.of(service);
    private final ResForgeClient client = toServer().build();

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    /** A busy machine may take long over a call; the tests are about what becomes of it. */
    private ResForgeClient.Builder toServer() {
        return ResForgeClient.builder().inference(server.address()).deadline(Duration.ofMinutes(5));
    }

    private static ResForgeException failure(ThrowingCallable call) {
        return catchThrowableOfType(ResForgeException.class, call);
    }

    @Test
    void triesAgainWhileTheServerIsUnavailable() {
        // Given
        service.classify.failing(2, Status.UNAVAILABLE.asRuntimeException());
        // When
        String label = client.inference()
                .classify(Images.raw(PIXELS))
                .getPredictions(0)
                .getClasses(0)
                .getLabel();
        // Then
        assertThat(label).isEqualTo("frog");
        assertThat(service.classify.asked()).hasSize(3);
    }

    @Test
    void letsAnInterceptorOfTheCallerSeeEveryCall() {
        // Given
        List<String> seen = new CopyOnWriteArrayList<>();
        ClientInterceptor noting = new ClientInterceptor() {
            @Override
            public <Q, A> ClientCall<Q, A> interceptCall(
                    MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
                seen.add(method.getBareMethodName());
                return next.newCall(method, options);
            }
        };
        // When
        try (ResForgeClient followed = toServer().interceptors(noting).build()) {
            followed.inference().classify(Images.raw(PIXELS));
        }
        // Then
        assertThat(seen).containsExactly("Classify");
    }

    @Test
    void givesFeedback() {
        assertThat(client.inference().feedback("cifar10.1.0.a", "deer").getCorrect())
                .isFalse();
        assertThat(service.feedback.onlyAsked().getPredictionId()).isEqualTo("cifar10.1.0.a");
        assertThat(service.feedback.onlyAsked().getTrueLabel()).isEqualTo("deer");
    }

    @Test
    void givesUpAfterTheLastAttempt() {
        service.classify.failing(
                9, Status.UNAVAILABLE.withDescription("no model yet").asRuntimeException());
        try (ResForgeClient twice = toServer().attempts(2).build()) {
            ResForgeException failure = failure(() -> twice.inference().classify(Images.raw(PIXELS)));
            assertThat(failure).hasMessage(server.address() + " is unavailable: no model yet");
            assertThat(failure.status()).isEqualTo(Status.Code.UNAVAILABLE);
        }
        assertThat(service.classify.asked()).hasSize(2);
    }

    @Test
    void doesNotTryAgainIfOneAttemptIsAllowed() {
        service.classify.failing(1, Status.UNAVAILABLE.asRuntimeException());
        try (ResForgeClient once = toServer().attempts(1).build()) {
            assertThat(failure(() -> once.inference().classify(Images.raw(PIXELS))))
                    .isNotNull();
        }
        assertThat(service.classify.asked()).hasSize(1);
    }

    @Test
    void doesNotRepeatWhatTheServerRefuses() {
        service.classify.failing(
                1, Status.INVALID_ARGUMENT.withDescription("no images").asRuntimeException());
        ResForgeException failure = failure(() -> client.inference().classify());
        assertThat(failure).hasMessage("no images");
        assertThat(service.classify.asked()).hasSize(1);
    }

    @Test
    void tellsWhichFieldsWereWrong() {
        BadRequest details = wrong("top_k", "must be within 1 to 10, was 11");
        service.classify.failing(1, status(Code.INVALID_ARGUMENT, "bad request", details));
        ResForgeException failure = failure(() -> client.inference().classify());
        assertThat(failure).hasMessage("bad request (top_k: must be within 1 to 10, was 11)");
        assertThat(failure.violations()).containsExactly(new FieldViolation("top_k", "must be within 1 to 10, was 11"));
    }

    @Test
    void doesNotSayAViolationTwice() {
        BadRequest details = wrong("top_k", "must be at least 1");
        service.classify.failing(1, status(Code.INVALID_ARGUMENT, "top_k: must be at least 1", details));
        assertThat(failure(() -> client.inference().classify())).hasMessage("top_k: must be at least 1");
    }

    @Test
    void passesOnHowLongToWait() {
        RetryInfo details = RetryInfo.newBuilder()
                .setRetryDelay(com.google.protobuf.Duration.newBuilder().setNanos(50_000_000))
                .build();
        service.classify.failing(1, status(Code.RESOURCE_EXHAUSTED, "the queue is full", details));
        ResForgeException failure = failure(() -> client.inference().classify());
        assertThat(failure.status()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(failure.retryAfter()).contains(Duration.ofMillis(50));
    }

    @Test
    void hasAWordForAStatusWithoutOne() {
        service.classify.failing(1, Status.FAILED_PRECONDITION.asRuntimeException());
        ResForgeException failure = failure(() -> client.inference().classify());
        assertThat(failure).hasMessage("failed precondition");
        assertThat(failure.violations()).isEmpty();
        assertThat(failure.retryAfter()).isEmpty();
    }

    @Test
    void saysThatTheServerDoesNotOfferTheCall() {
        ResForgeException failure = failure(() -> client.inference().models());
        assertThat(failure.status()).isEqualTo(Status.Code.UNIMPLEMENTED);
        assertThat(failure).hasMessageStartingWith("the server at " + server.address() + " does not offer this call");
    }
}
