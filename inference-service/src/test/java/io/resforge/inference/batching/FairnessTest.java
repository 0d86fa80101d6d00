package io.resforge.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.inference.models.ModelSlot;
import io.resforge.inference.models.Routing.VersionChoice;
import io.resforge.inference.testing.FakeEngine;
import io.resforge.inference.testing.FakeModels;
import io.resforge.inference.testing.TestSlots;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class FairnessTest extends QueueFixture {

    @Test
    void computesASingleImageInTheNextBatchThoughAnotherClientHasThousandsWaiting() throws Exception {
        // Given
        start(32, 4096);
        holdWorker();
        submit("greedy", 12, 256);
        compute(10);
        // When
        CompletableFuture<float[]> single = submit(caller("modest"), 1);
        // Then: one batch was under way, the next one holds it
        compute(1);
        assertThat(single).isNotDone();
        compute(1);
        assertThat(single).isDone();
    }

    @Test
    void givesClientsThatWaitTheSameNumberOfImagesWhateverTheSizeOfTheirCalls() throws Exception {
        // Given
        start(32, 4096);
        holdWorker();
        submit("greedy", 4, 256);
        List<CompletableFuture<float[]>> singles = submit("modest", 200, 1);
        // When
        compute(1 + 8);
        // Then
        assertThat(singles.stream().filter(CompletableFuture::isDone)).hasSize(8 * 32 / 2);
    }

    @Test
    void aClientThatWasQuietGetsNoMoreThanItsShareLater() throws Exception {
        // Given: one client had the server for itself
        start(32, 4096);
        holdWorker();
        List<CompletableFuture<float[]>> busy = submit("busy", 1000, 1);
        compute(1 + 10);
        // When
        submit("late", 4, 256);
        compute(1 + 8);
        // Then
        assertThat(busy.stream().filter(CompletableFuture::isDone).count())
                .isBetween(11L * 32 + 8 * 32 / 2 - 8, 11L * 32 + 8 * 32 / 2 + 8);
    }

    @Test
    void keepsTheCallsOfOneClientInTheirOrder() throws Exception {
        // Given
        start(4, 100);
        holdWorker();
        CompletableFuture<float[]> large = submit(caller("a client"), 8);
        CompletableFuture<float[]> small = submit(caller("a client"), 1);
        // When
        compute(2);
        assertThat(large).isNotDone();
        compute(1);
        // Then
        assertThat(large).isDone();
        assertThat(small).isNotDone();
    }

    @Test
    void leavesRoomForOthersInAQueueThatOneClientFills() throws Exception {
        // Given
        start(32, 512);
        holdWorker();
        submit("greedy", 450, 1);
        // When
        assertThatThrownBy(() -> submit("greedy", 10, 1))
                .isInstanceOf(Overloaded.class)
                .hasMessageContaining("of this client, which has most of what waits");
        // Then
        assertThatCode(() -> submit("modest", 5, 1)).doesNotThrowAnyException();
    }

    @Test
    void doesNotRefuseAnImpatientCallForImagesThatWouldBeComputedAfterIt() throws Exception {
        // Given: 450 images wait, of which each is guessed to take 1 ms
        start(32, 512);
        holdWorker();
        submit("greedy", 450, 1);
        Caller greedy = Caller.of("greedy", Duration.ofMillis(200), () -> 0);
        Caller modest = Caller.of("modest", Duration.ofMillis(200), () -> 0);
        // Then
        assertThatThrownBy(() -> batcher.admit(1, greedy)).isInstanceOf(Overloaded.class);
        assertThatCode(() -> batcher.admit(1, modest).cancel()).doesNotThrowAnyException();
    }

    @Test
    void fillsBatchesThoughCallsOfTwoModelsWaitInTurn() throws Exception {
        // Given
        start(4, 100);
        FakeEngine other = new FakeEngine(8);
        try (ModelSlot slotOfOther = new ModelSlot()) {
            TestSlots.fill(slotOfOther, FakeModels.live(2), other);
            holdWorker();
            for (int i = 0; i < 4; i++) {
                submit(caller("a client"), 1);
                batcher.admit(1, caller("a client"))
                        .submit(slotOfOther.borrow(VersionChoice.ANY).orElseThrow(), new byte[1]);
            }
            // When
            engine.release(10);
            other.awaitBatch();
            // Then
            assertThat(engine.batches()).containsExactly(1, 4);
            assertThat(other.batches()).containsExactly(4);
        }
    }
}
