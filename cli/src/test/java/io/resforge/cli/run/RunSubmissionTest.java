package io.resforge.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.resforge.client.ResForgeClient;
import io.resforge.client.ResForgeException;
import io.resforge.testing.FakeServer;
import io.resforge.testing.FakeTrainer;
import io.resforge.testing.Samples;
import io.resforge.v1.CancelRunRequest;
import io.resforge.v1.RunSpec;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunSubmissionTest {

    private final FakeTrainer trainer = new FakeTrainer();
    private final FakeServer server = FakeServer.of(trainer);
    private final ResForgeClient client =
            ResForgeClient.builder().trainer(server.address()).attempts(1).build();
    private final RunSubmission submission = new RunSubmission(client.runs(), RunSpec.getDefaultInstance(), "mine");

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void isCancelledOnceItsAnswerHasComeWhereItIsUnderWay() throws Exception {
        // Given
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        trainer.submit.before(() -> {
            asked.countDown();
            await(goOn);
        });
        CompletableFuture<?> submitted = CompletableFuture.runAsync(submission::submit);
        await(asked);
        // When
        CompletableFuture<Boolean> cancelled = CompletableFuture.supplyAsync(() -> submission.cancel("Ctrl-C"));
        boolean early = !trainer.cancel.asked().isEmpty();
        goOn.countDown();
        // Then
        assertThat(cancelled.get(30, TimeUnit.SECONDS)).isTrue();
        submitted.get(30, TimeUnit.SECONDS);
        assertThat(early).isFalse();
        assertThat(trainer.cancel.asked())
                .extracting(CancelRunRequest::getRunId)
                .containsExactly("mine");
    }

    @Test
    void isSuspendedInTheSameWay() {
        assertThat(submission.suspend()).isFalse();
        trainer.with(Samples.training(1).toBuilder().setRunId("mine").build());
        submission.submit();

        assertThat(submission.suspend()).isTrue();
        assertThat(trainer.suspend.onlyAsked().getRunId()).isEqualTo("mine");
    }

    @Test
    void isNothingToCancelBeforeItBegins() {
        assertThat(submission.cancel("Ctrl-C")).isFalse();
        assertThat(trainer.cancel.asked()).isEmpty();
    }

    @Test
    void isNothingToCancelWhereTheServerRefusedIt() {
        trainer.submit.failing(1, Status.INVALID_ARGUMENT.asRuntimeException());
        assertThatThrownBy(submission::submit).isInstanceOf(ResForgeException.class);

        assertThat(submission.cancel("Ctrl-C")).isFalse();
    }

    @Test
    void saysThatItCannotBeCancelled() {
        trainer.with(Samples.succeeded().toBuilder().setRunId("mine").build());
        submission.submit();
        trainer.cancel.failing(1, Status.FAILED_PRECONDITION.asRuntimeException());

        assertThatThrownBy(() -> submission.cancel("Ctrl-C")).isInstanceOf(ResForgeException.class);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
