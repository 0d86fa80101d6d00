package io.resforge.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.inference.batching.Caller.CallAbandoned;
import io.resforge.inference.models.Routing.VersionChoice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens to the images of callers that go. */
@Timeout(60)
class EvictionTest extends QueueFixture {

    @Test
    void freesTheRoomOfACallerThatGoesWhileTheWorkersAreBusy() throws Exception {
        // Given: a full queue behind a busy worker
        start(4, 8);
        holdWorker();
        Caller caller = caller("a client");
        CompletableFuture<float[]> abandoned = submit(caller, 8);
        // When
        caller.leave();
        // Then
        assertThatThrownBy(abandoned::get).hasCauseInstanceOf(CallAbandoned.class);
        assertThat(batcher.depth()).isZero();
        CompletableFuture<float[]> next = submit(caller("another"), 8);
        engine.release(10);
        assertThat(next.get()).hasSize(16);
        assertThat(engine.batches()).containsExactly(1, 4, 4);
    }

    @Test
    void computesNoMoreOfACallWhoseCallerGoesWhenPartOfItIsUnderWay() throws Exception {
        // Given
        start(4, 100);
        engine.hold();
        Caller caller = caller("a client");
        CompletableFuture<float[]> abandoned = submit(caller, 12);
        engine.awaitBatch();
        // When
        caller.leave();
        // Then
        assertThatThrownBy(abandoned::get).hasCauseInstanceOf(CallAbandoned.class);
        assertThat(batcher.depth()).isZero();
        engine.release(10);
        submit(caller("another"), 1).get();
        assertThat(engine.batches()).containsExactly(4, 1);
    }

    @Test
    void neverComputesWhatIsTooLateThoughNobodySaysSo() throws Exception {
        // Given
        start(4, 8);
        holdWorker();
        AtomicLong now = new AtomicLong();
        CompletableFuture<float[]> late = submit(Caller.of("a client", Duration.ofMillis(200), now::get), 1);
        // When
        now.set(Duration.ofMillis(200).toNanos());
        engine.release(10);
        // Then
        assertThatThrownBy(late::get).hasCauseInstanceOf(CallAbandoned.class);
        submit(caller("another"), 1).get();
        assertThat(engine.batches()).containsExactly(1, 1);
    }

    @Test
    void takesNoImagesOfACallerThatWentWhileTheyWereDecoded() {
        // Given
        start(4, 8);
        Caller caller = caller("a client");
        Reservation admission = batcher.admit(8, caller);
        // When
        caller.leave();
        // Then
        assertThat(batcher.depth()).isZero();
        try (var lease = slot.borrow(VersionChoice.ANY).orElseThrow()) {
            assertThatThrownBy(() -> admission.submit(lease, new byte[8])).isInstanceOf(CallAbandoned.class);
        }
        admission.cancel();
        assertThat(batcher.depth()).isZero();
    }

    @Test
    void doesNothingWhenACallerGoesAfterItsAnswer() throws Exception {
        start(4, 8);
        Caller caller = caller("a client");
        CompletableFuture<float[]> answer = submit(caller, 1);
        answer.get();

        caller.leave();
        caller.leave();

        assertThat(answer.get()).hasSize(2);
        assertThat(batcher.depth()).isZero();
    }

    @Test
    void answersEachCallOnceAndGivesAllBackWhenCallersGoWhileTheyAreTaken() throws Exception {
        // Given
        start(4, 100_000);
        List<CompletableFuture<float[]>> answers = new ArrayList<>();
        // When: half of the callers go, while the worker takes as fast as it can
        for (int i = 0; i < 10_000; i++) {
            Caller caller = caller("client " + i % 7);
            answers.add(submit(caller, 1 + i % 9));
            if (i % 2 == 0) {
                Thread.onSpinWait();
                caller.leave();
            }
        }
        // Then
        int computed = 0;
        for (int i = 0; i < answers.size(); i++) {
            try {
                assertThat(answers.get(i).get()).hasSize(2 * (1 + i % 9));
                computed++;
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(CallAbandoned.class);
                assertThat(i % 2).isZero();
            }
        }
        assertThat(computed).isBetween(5_000, 10_000);
    }
}
