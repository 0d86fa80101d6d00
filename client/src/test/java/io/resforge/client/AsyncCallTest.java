package io.resforge.client;

import static io.resforge.testing.ServerErrors.status;
import static io.resforge.testing.ServerErrors.wrong;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.Code;
import io.grpc.Status;
import io.resforge.testing.FakeInference;
import io.resforge.testing.FakeServer;
import io.resforge.v1.ClassifyResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls whose answers are futures, and deadlines of single calls. */
@Timeout(60)
class AsyncCallTest {

    private static final byte[] PIXELS = new byte[32 * 32 * 3];

    private final FakeInference service = new FakeInference();
    private final FakeServer server = FakeServer.of(service);
    private final ResForgeClient client = ResForgeClient.builder()
            .inference(server.address())
            .deadline(Duration.ofMinutes(5))
            .build();

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void answersInAFutureAndTriesAgainAsABlockingCallDoes() throws Exception {
        // Given
        service.classify.failing(2, Status.UNAVAILABLE.asRuntimeException());
        // When
        CompletableFuture<String> label = client.inference()
                .classifyAsync(Images.raw(PIXELS))
                .thenApply(answer -> answer.getPredictions(0).getClasses(0).getLabel());
        // Then
        assertThat(label.get()).isEqualTo("frog");
        assertThat(service.classify.asked()).hasSize(3);
        assertThat(client.inference()
                        .feedbackAsync("cifar10.1.0.a", "frog")
                        .get()
                        .getCorrect())
                .isTrue();
    }

    @Test
    void failsWithASentenceAndTheFieldsThatWereWrong() {
        service.classify.failing(1, status(Code.INVALID_ARGUMENT, "bad request", wrong("top_k", "must be at least 1")));
        CompletableFuture<ClassifyResponse> answer = client.inference().classifyAsync();
        ExecutionException failed = catchThrowableOfType(ExecutionException.class, answer::get);
        assertThat(failed)
                .cause()
                .isInstanceOf(ResForgeException.class)
                .hasMessage("bad request (top_k: must be at least 1)");
    }

    @Test
    void cancelsTheCallWithItsFuture() throws Exception {
        // Given
        service.holdCalls();
        CompletableFuture<ClassifyResponse> answer = client.inference().classifyAsync(Images.raw(PIXELS));
        service.awaitHeldCall();
        // When
        answer.cancel(true);
        // Then
        service.awaitCancelledCall();
        assertThat(answer).isCancelled();
    }

    @Test
    void cancelsTheCallWhenItsFutureTimesOut() throws Exception {
        // Given
        service.holdCalls();
        CompletableFuture<ClassifyResponse> answer = client.inference().classifyAsync(Images.raw(PIXELS));
        service.awaitHeldCall();
        // When
        answer.orTimeout(1, TimeUnit.MILLISECONDS);
        // Then
        assertThatThrownBy(answer::get).hasCauseInstanceOf(TimeoutException.class);
        service.awaitCancelledCall();
    }

    @Test
    void failsWhatIsUnderWayWhenTheClientIsClosed() throws Exception {
        service.holdCalls();
        CompletableFuture<ClassifyResponse> answer = client.inference().classifyAsync(Images.raw(PIXELS));
        service.awaitHeldCall();
        client.close();
        assertThatThrownBy(answer::get).hasCauseInstanceOf(ResForgeException.class);
        assertThatThrownBy(client.inference().classifyAsync()::get).hasCauseInstanceOf(ResForgeException.class);
    }

    @Test
    void givesSingleCallsADeadlineOfTheirOwn() {
        // Given
        service.holdCalls();
        Inference hasty = client.inference().withDeadline(Duration.ofMillis(20));
        // Then
        assertThatThrownBy(() -> hasty.classify(Images.raw(PIXELS)))
                .hasMessage("no answer from " + server.address() + " within 20 ms");
        assertThatThrownBy(() -> hasty.classifyAsync(Images.raw(PIXELS)).get())
                .cause()
                .hasMessage("no answer from " + server.address() + " within 20 ms");
    }

    @Test
    void refusesADeadlineThatIsNotAboveZero() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.inference().withDeadline(Duration.ZERO))
                .withMessageStartingWith("a deadline must be above zero");
        assertThatIllegalArgumentException().isThrownBy(() -> client.runs().withDeadline(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> client.versions().withDeadline(Duration.ZERO));
    }
}
